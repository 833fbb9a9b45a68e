import Foundation
import GRDB
import Gateway
import Glibc
import PosternKit
import Spool
import Testing

extension ThroughTrouble {
  /// Whatever fails, a message is held, delivered as it should be, or stays with its client. It is never lost, and never
  /// goes unseen.
  @Suite("When something fails", .serialized, .school)
  struct FailureTests {
    let school: School
    let processes: ProcessTable
    init() throws {
      school = try #require(RunningSchool.current)
      processes = ProcessTable(supervisor: school.site.filterProcess)
    }

    /// Takes a worker long enough to be caught at it.
    private static let long = longText(lines: 80_000)

    @Test("while the filter is down Postfix answers 4xx and nothing is delivered; afterwards the same message goes")
    func filterDown() throws {
      school.site.stopFilter()
      let mail = Mail()
      let held = Mail.toBeHeld()
      for mail in [mail, held] { #expect(try school.send(mail).isTemporary) }
      #expect(try school.copies(mail).isEmpty)
      try school.site.startFilter()
      for mail in [mail, held] { #expect(try school.send(mail).code == 250) }
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      #expect(try school.newlyHeld().count == 1)
      #expect(try school.copies(held).isEmpty)
    }

    @Test("mail of the machine itself waits while the filter is down, and is judged afterwards")
    func filterDownForPickup() throws {
      school.site.stopFilter()
      let (clean, held) = (Mail(from: "mis@oakfield.example"), Mail.toBeHeld(from: "mis@oakfield.example"))
      for mail in [clean, held] {
        try school.site.postfix.pickup(message: mail.bytes, from: mail.from, to: mail.envelopeRecipients)
      }
      let postfix = school.site.postfix
      // Postfix says when it has tried. It shows what waits here as part of its queue.
      try until {
        postfix.log.split(separator: "\n").contains { $0.contains("/cleanup[") && $0.contains("connect to Milter") }
      }
      #expect(try postfix.queue().map(\.queue) == ["maildrop", "maildrop"])
      try school.site.startFilter()
      // The next mail of the machine wakes Postfix's pickup, which tries what waits again.
      try school.site.postfix.pickup(
        message: Mail().bytes, from: "mis@oakfield.example", to: ["w.birch@oakfield.example"])
      _ = try school.received(clean)
      _ = try school.notice(to: "mis@oakfield.example")
      #expect(try school.copies(clean).count == 1)
      #expect(try school.copies(held).isEmpty)
      #expect(try school.newlyHeld().count == 1)
    }

    @Test("a filter that is killed at its work is started again; the client is told 4xx, and its next try goes")
    func filterKilled() throws {
      let mail = Mail(text: Self.long)
      let filter = try #require(processes.filter)
      let watch = WorkWatch(processes) { _ in kill(filter, SIGKILL) }
      let reply = try school.send(mail)
      #expect(watch.end().count == 1)
      #expect(reply.isTemporary)
      #expect(try school.copies(mail).isEmpty)
      let again = Mail.toBeHeld()
      try until { try school.send(again).code == 250 }
      #expect(try school.send(mail).code == 250)
      #expect(try school.copies(mail).count == 1)
      #expect(try school.newlyHeld().count == 1)
    }

    @Test("a message whose worker is killed is read by another one, and judged as ever")
    func workerKilledOnce() throws {
      let held = Mail(text: Self.long + "The EHCP review for Mia Stone is on Tuesday.")
      let watch = WorkWatch(processes, most: 1) { kill($0, SIGKILL) }
      let reply = try school.send(held)
      #expect(watch.end().count == 1)
      #expect(reply.code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["sen.to-others"]])
      #expect(try school.copies(held).isEmpty)
    }

    @Test("a message that ends each worker that reads it is held as not inspected")
    func workerKilledAlways() throws {
      let mail = Mail(from: "killer@oakfield.example", text: Self.long)
      let watch = WorkWatch(processes) { kill($0, SIGKILL) }
      let reply = try school.send(mail)
      #expect(watch.end().count == 2)
      #expect(reply.code == 250)
      #expect(try school.newlyHeld().map(\.rules) == [["message.not-inspected"]])
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.notice(to: mail.from).words.contains("Rule: message.not-inspected"))
    }

    @Test("a full disk is answered with 4xx, other mail goes on, and the next try is held, once")
    func diskFull() throws {
      let disk = try SmallDisk(megabytes: 2)
      let school = try School(files: SchoolFolder(state: disk.path))
      defer { school.site.stop() }
      let mail = Mail.toBeHeld(from: "full@oakfield.example")
      try disk.fill()
      let reply = try school.send(mail)
      #expect(reply.code == 451)
      #expect(reply.text.contains("4.3.0"))
      let clean = Mail()
      #expect(try school.send(clean).code == 250)
      _ = try school.received(clean)
      disk.clear()
      #expect(try school.newlyHeld().isEmpty)
      for _ in 1...2 { #expect(try school.send(mail).code == 250) }
      #expect(try school.newlyHeld().map(\.sender) == [mail.from])
      #expect(try school.copies(mail).isEmpty)
    }

    @Test("a second filter on the same socket or the same state ends at once, and the first goes on")
    func secondFilter() throws {
      let again = try Command(["filter", "--config", school.site.configuration])
      #expect(again.status == ExitStatus.unavailable)
      #expect(again.errors.contains("another filter uses the state folder"))
      let other = try SchoolFolder(settings: "listen: {milter: \"unix:\(school.site.folder.file("milter.sock"))\"}")
      let sameSocket = try Command(["filter", "--config", other.configuration])
      #expect(sameSocket.status == ExitStatus.unavailable)
      #expect(sameSocket.errors.contains("another process listens on"))
      let mail = Mail()
      #expect(try school.send(mail).code == 250)
      _ = try school.received(mail)
    }

    @Test("the process that makes workers may die with all of them: the next messages are judged as ever")
    func zygoteKilled() throws {
      let zygote = try #require(processes.zygote)
      for worker in processes.workers { kill(worker.pid, SIGKILL) }
      kill(zygote, SIGKILL)
      let (clean, held) = (Mail(), Mail.toBeHeld())
      #expect(try school.send(clean).code == 250)
      #expect(try school.send(held).code == 250)
      _ = try school.received(clean)
      #expect(try school.newlyHeld().map(\.rules) == [["sen.to-others"]])
      #expect(try school.copies(held).isEmpty)
    }

    @Test(
      "a locked database is answered with 4xx, and the next try is held, once",
      arguments: ["state/quarantine.db", "keys/keys.db"])
    func databaseLocked(name: String) throws {
      var configuration = GRDB.Configuration()
      configuration.allowsUnsafeTransactions = true
      let database = try DatabaseQueue(path: school.site.folder.file(name), configuration: configuration)
      try database.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
      let mail = Mail.toBeHeld(from: "locked.\(name.count)@oakfield.example")
      let reply = try school.send(mail)
      #expect(reply.code == 451)
      #expect(reply.text.contains("4.3.0"))
      // Mail that need not be held does not wait for the store.
      let clean = Mail()
      #expect(try school.send(clean).code == 250)
      try database.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
      #expect(try school.newlyHeld().isEmpty)
      for _ in 1...2 { #expect(try school.send(mail).code == 250) }
      #expect(try school.newlyHeld().map(\.sender) == [mail.from])
      #expect(try school.copies(mail).isEmpty)
      _ = try school.received(clean)
    }
  }
}
