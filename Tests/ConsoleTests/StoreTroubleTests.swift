import Configuration
import Foundation
import PosternKit
import Quarantine
import Testing

@testable import Console

@Suite("While the store is locked, or a message has gone from it, in the console", .serialized)
struct StoreTroubleTests {
  /// Another process that holds the store's database for itself until it is let go.
  private final class Lock {
    private let process = Process()
    private let input = Pipe()

    init(_ database: String) throws {
      let output = Pipe()
      process.executableURL = URL(filePath: "/usr/bin/python3")
      process.arguments = [
        "-c",
        """
        import sqlite3, sys
        c = sqlite3.connect(sys.argv[1], isolation_level=None)
        c.execute("BEGIN IMMEDIATE")
        print("held", flush=True)
        sys.stdin.read()
        """, database,
      ]
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      _ = try #require(try output.fileHandleForReading.read(upToCount: 4))
    }

    func letGo() {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }
  }

  @Test("a decision is refused with a clear page, nothing is done, and the same form serves when it is free again")
  func locked() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Zither", .general)
    let page = try FormPage(mail.console.signedIn(HeldMail.officer), "/held/\(id)/release")
    let settings = try Settings.load(mail.console.site.configuration)
    let lock = try Lock(settings.state + "/quarantine.db")
    let refused = try page.send("/held/\(id)/release", [("act", "release")])
    #expect(refused.status == 503 && refused.words.contains("Postern cannot do this now"), "\(refused.words)")
    #expect(refused.words.contains("Nothing was done."))
    #expect(try mail.state(id) == .held)
    lock.letGo()
    #expect(try page.send("/held/\(id)/release", [("act", "release")]).status == 303)
    #expect(try mail.delivered("Subject: Zither").count == 1)
  }

  @Test("content that has gone from the disk is said to be gone, and what is known of it stays to be seen")
  func gone() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Zither", .general)
    let officer = try mail.console.signedIn(HeldMail.officer)
    let settings = try Settings.load(mail.console.site.configuration)
    let folder = URL(filePath: settings.state)
    let files =
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    let content = files.filter { $0.lastPathComponent.contains("\(id)") }
    #expect(!content.isEmpty)
    for file in content { try FileManager.default.removeItem(at: file) }
    let read = try officer.get("/held/\(id)/read")
    #expect(read.status >= 400 && read.words.contains("Nothing was done."), "\(read.words)")
    #expect(try officer.get("/held/\(id)").status == 200)
    #expect(try officer.get("/held").status == 200)
    #expect(!mail.console.site.consoleLog.contains("Zither"))
  }
}
