import Foundation
import GRDB
import PosternKit
import Testing

@testable import Quarantine

@Suite("Several openers of one state")
struct LockTests {
  @Test("whatever this process opens beside the store, another program that ends does not take the log away")
  func logStays() throws {
    let sample = try Sample()
    let store = try sample.open()
    let facts = try FactsLog(state: sample.state) { Issue.record("\($0)") }
    _ = try FactsReader(state: sample.state)
    let second = try sample.open(as: .commandLine)
    let id = try store.hold(sampleMessage(), content: sampleContent()).id
    // Python's SQLite, as every other program's: the last to close a database takes its log along.
    for name in ["quarantine.db", "facts.db"] {
      let looked = try ChildProcess.run(
        "/usr/bin/python3",
        [
          "-c",
          "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('SELECT count(*) FROM sqlite_master').fetchall(); d.close()",
          sample.state + "/" + name,
        ])
      #expect(looked.status == 0)
      #expect(try Sample.names(sample.state).contains(name + "-wal"), "\(name)")
    }
    #expect(try second.show(id).message == sampleMessage())
    #expect(try store.list().map(\.id) == [id])
    #expect(try sample.open(as: .commandLine).list().map(\.id) == [id])
    facts.close()
  }
}
