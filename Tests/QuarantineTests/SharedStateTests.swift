import PosternKit
import Testing

@testable import Quarantine

@Suite("One state folder, several processes")
struct SharedStateTests {
  /// How many messages another process sees, which opens the database and leaves again.
  private func seenByAnother(_ sample: Sample) throws -> String {
    let program = """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      print(database.execute('SELECT count(*) FROM held').fetchone()[0])
      database.close()
      """
    let result = try ChildProcess.run("/usr/bin/python3", ["-c", program, sample.state + "/quarantine.db"])
    return String(decoding: result.output, as: UTF8.self)
  }

  @Test("whatever else of the folder a process opens, no other takes the log of its database away")
  func locksStay() throws {
    let sample = try Sample()
    let store = try sample.open()
    _ = try store.hold(sampleMessage(number: 1), content: sampleContent())
    // What the filter opens besides.
    let facts = try FactsLog(state: sample.state) { Issue.record("\($0)") }
    defer { facts.close() }
    _ = try FactsReader(state: sample.state)
    _ = try sample.open(as: .commandLine)
    for number in 2...4 {
      _ = try store.hold(sampleMessage(number: number), content: sampleContent())
      #expect(try seenByAnother(sample) == "\(number)\n")
    }
  }
}
