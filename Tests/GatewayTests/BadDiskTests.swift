import Foundation
import GRDB
import Gateway
import Glibc
import PosternKit
import Testing

extension ThroughTrouble {
  /// What a disk, or somebody with access to it, does to a running filter (issue: bad input).
  @Suite("When the disk is bad", .serialized, .school)
  struct BadDiskTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private func filter() throws -> pid_t {
      try #require(ProcessTable(supervisor: school.site.filterProcess).filter)
    }

    @Test(
      "where fsync fails, the client is asked to try again, nothing half stored stays, and its next try is held, once")
    func failingSync() throws {
      let mail = Mail.toBeHeld(from: "failing@oakfield.example")
      let before = try contents()
      let trouble = try SyncTrouble(in: filter(), "error=EIO:when=1+")
      let reply = try school.send(mail)
      #expect(reply.code == 451)
      #expect(reply.text.contains("4.3.0"))
      // Mail that need not be held does not wait for the store.
      let clean = Mail()
      #expect(try school.send(clean).code == 250)
      trouble.end()
      _ = try school.received(clean)
      #expect(try contents() == before)
      #expect(try school.newlyHeld().isEmpty)
      for _ in 1...2 { #expect(try school.send(mail).code == 250) }
      #expect(try school.newlyHeld().map(\.sender) == [mail.from])
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.site.run(["audit", "verify"]).status == 0)
    }

    @Test(
      "where each fsync fails for a while, whichever it is, nothing is lost, held twice or let through",
      arguments: 1...9)
    func failingOnce(number: Int) throws {
      let mail = Mail.toBeHeld(from: "failing.\(number)@oakfield.example")
      let trouble = try SyncTrouble(in: filter(), "error=EIO:when=\(number)")
      let reply = try school.send(mail)
      trouble.end()
      if reply.code != 250 { #expect(reply.code == 451) }
      #expect(try school.send(mail).code == 250)
      #expect(try school.newlyHeld().map(\.sender) == [mail.from])
      #expect(try school.copies(mail).isEmpty)
    }

    @Test(
      "a slow disk, on which each fsync takes a third of a second, only takes time: it is held once, other mail goes")
    func slow() throws {
      let mail = Mail.toBeHeld(from: "slow@oakfield.example")
      let trouble = try SyncTrouble(in: filter(), "delay_enter=300000")
      let clean = Mail()
      for _ in 1...2 { #expect(try school.send(mail).code == 250) }
      #expect(try school.send(clean).code == 250)
      trouble.end()
      _ = try school.received(clean)
      #expect(try school.newlyHeld().map(\.sender) == [mail.from])
      #expect(try school.copies(mail).isEmpty)
    }

    @Test("what was damaged on the disk is not sent, says so, stays held, and is no burden to the rest")
    func damaged() throws {
      let mail = Mail.toBeHeld(from: "damaged@oakfield.example")
      let reference = try school.hold(mail)
      let path = school.site.folder.file("state/content/\(reference).sealed")
      var bytes = try #require(FileManager.default.contents(atPath: path))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: path))
      let release = try school.site.run(["held", "release", reference, "--reason", "checked"])
      #expect(release.status != 0)
      #expect(release.errors.contains("changed or cut off after it was held"), "\(release.errors)")
      try school.wait(for: reference, toBe: "held")
      let other = Mail.toBeHeld(from: "whole@oakfield.example")
      try school.release(#require(try hold(other)))
      try school.settle()
      #expect(try school.copies(other).count == 1)
      #expect(try school.copies(mail).isEmpty)
      // Put back from a backup, it goes.
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: path))
      #expect(try school.site.run(["held", "release", reference, "--reason", "put back"]).status == 0)
      #expect(try school.copies(mail).count == 1)
    }

    private func hold(_ mail: Mail) throws -> Site.Held? {
      #expect(try school.send(mail).code == 250)
      return try school.newlyHeld().first { $0.sender == mail.from }
    }

    private func contents() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: school.site.folder.file("state/content")).sorted()
    }
  }
}

/// A state or keys that do not fit stop the start; nothing of them is touched.
@Suite("A filter whose state does not fit says why, and ends")
struct BadStateTests {
  /// A school whose store holds nothing, but is there, with its keys.
  private func school(state: String = "state") throws -> SchoolFolder {
    let school = try SchoolFolder(
      state: state, settings: "listen: {milter: \"inet:\(try freePort())@127.0.0.1\"}\nlimits: {workers: 1}")
    let filter = try ChildProcess(Checkout.programs + "/postern", ["filter", "--config", school.configuration])
    try until { access(school.folder.file("keys/keys.db"), F_OK) == 0 && hasTables(school, state) }
    #expect(filter.end(milliseconds: 60_000) == 0)
    return school
  }

  private func hasTables(_ school: SchoolFolder, _ state: String) -> Bool {
    let path = state.hasPrefix("/") ? state : school.folder.file(state)
    var configuration = GRDB.Configuration()
    configuration.readonly = true
    guard let database = try? DatabaseQueue(path: path + "/facts.db", configuration: configuration) else {
      return false
    }
    return (try? database.read { try $0.tableExists("grdb_migrations") }) ?? false
  }

  private func start(_ school: SchoolFolder) throws -> Command {
    try Command(["filter", "--config", school.configuration])
  }

  @Test("a database from a newer version: which, and what to do", arguments: ["state/quarantine.db", "keys/keys.db"])
  func newer(name: String) throws {
    let school = try school()
    let database = try DatabaseQueue(path: school.folder.file(name))
    try database.write { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')") }
    let command = try start(school)
    #expect(command.status == ExitStatus.unavailable)
    #expect(command.errors.contains(name) && command.errors.contains("newer Postern"), "\(command.errors)")
  }

  @Test("a key that is missing, and another state's: no key is made in its place")
  func wrongKey() throws {
    let school = try school()
    let path = school.folder.file("keys/master.key")
    let key = try #require(FileManager.default.contents(atPath: path))
    #expect(chmod(path, 0o600) == 0 && unlink(path) == 0)
    try school.folder.write("keys/master.key", key.map { ~$0 })
    #expect(chmod(path, 0o400) == 0)
    let command = try start(school)
    #expect(command.status != 0)
    #expect(command.errors.contains("key"), "\(command.errors)")
    // Put back, it starts again.
    #expect(unlink(path) == 0)
    try school.folder.write("keys/master.key", key)
    #expect(chmod(path, 0o400) == 0)
    let list = try Command(["held", "list", "--config", school.configuration])
    #expect(list.status == 0, "\(list.errors)")
  }

  @Test(
    "a disk that has become read-only: the path, and that it must be writable",
    .enabled(if: geteuid() == 0, "mounting a small disk needs root"))
  func readOnly() throws {
    let disk = try SmallDisk(megabytes: 8)
    let school = try school(state: disk.path)
    // Busy for as long as something that is just ending has a file open there.
    try until { mount("tmpfs", disk.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 }
    let command = try start(school)
    #expect(command.status == ExitStatus.unavailable)
    #expect(command.errors.contains(disk.path), "\(command.errors)")
    #expect(command.errors.contains("read and write the state folder"), "\(command.errors)")
  }
}
