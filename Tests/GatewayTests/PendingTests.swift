import Foundation
import Glibc
import PosternKit
import Spool
import Testing

extension ThroughTrouble {
  @Suite(
    "What cannot be read in time is finished in the background", .serialized,
    .school {
      try School(limits: "{workers: 2, inspection_milliseconds: 2000, pending_milliseconds: 600000}")
    })
  struct PendingTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    @Test("a clean message is accepted, listed as pending, and then delivered without a word, and no copy stays here")
    func clean() throws {
      let mail = Mail(from: "clean@oakfield.example")
      let reference = try school.withoutBackground {
        let reference = try school.pend(mail)
        #expect(try school.pending() == [reference])
        let list = try school.site.run(["held", "list"]).output
        #expect(list.split(separator: "\n").contains { $0.hasPrefix(reference) && $0.contains(" pending ") })
        let shown = try school.site.run(["held", "show", reference]).output
        #expect(shown.contains("it is being read in the background, since it could not be read within 2000 ms"))
        #expect(shown.contains("clean@oakfield.example"))
        // It may turn out to be about whoever asks.
        let content = try school.site.run(["held", "show", reference, "--content", "--reason", "curious"])
        #expect(content.status != 0 && content.output.isEmpty)
        #expect(try school.copies(mail).isEmpty)
        return reference
      }
      let got = try school.received(mail).asReleased()
      #expect(got.rest == mail.bytes)
      #expect(got.trace.contains("with ESMTPA id"))
      try school.settlePending()
      #expect(try school.copies(mail).count == 1)
      #expect(try school.pending().isEmpty)
      #expect(try school.site.run(["held", "list", "--pending"]).output == "No mail is pending.\n")
      #expect(school.notices(to: mail.from).isEmpty)
      try until { try school.shown(reference).state == "released" }
      #expect(try school.rows("SELECT record IS NULL FROM held WHERE id = '\(reference)'") == [["1"]])
      let file = school.site.folder.file("state/content/\(reference).sealed")
      try until { !FileManager.default.fileExists(atPath: file) }
      // Nor does any officer hear of it.
      #expect(school.notices(to: "y.castell@oakfield.example").isEmpty)
    }

    @Test("a message that is not clean is held, with its facts and with a notice, as if it had been read at once")
    func notClean() throws {
      let mail = Mail.toBeHeld(from: "unclean@oakfield.example")
      let reference = try school.withoutBackground {
        let reference = try school.pend(mail)
        #expect(school.notices(to: mail.from).isEmpty)
        return reference
      }
      try school.settlePending()
      let held = try school.shown(reference)
      #expect(held.state == "held")
      #expect(held.rules == ["sen.to-others"])
      #expect(held.people == ["Mia Stone"])
      #expect(try school.copies(mail).isEmpty)
      let notice = try school.notice(to: mail.from)
      #expect(notice.words.contains("Rule: sen.to-others"))
      #expect(notice.header("In-Reply-To") == [mail.identifier])
      #expect(school.notices(to: mail.from).count == 1)
      let cabinet = try school.rows("SELECT cabinets, releaser FROM held WHERE id = '\(reference)'")
      #expect(cabinet == [["sen", "sender"]])
      // Its key is bound to that cabinet, too.
      #expect(try school.site.run(["keys", "check"]).status == 0)
      #expect(try school.site.run(["held", "release", reference, "--reason", "checked"]).status == 0)
      #expect(try school.received(mail).asReleased().rest == mail.bytes)
    }

    @Test("the officers of its cabinet are told where one of them has to decide")
    func officers() throws {
      let mail = Mail(from: "pending.concern@oakfield.example", text: "Oliver Hart has bruises on his arm.")
      let reference = try school.withoutBackground { try school.pend(mail) }
      try school.settlePending()
      #expect(try school.shown(reference).rules == ["safeguarding.to-families"])
      for officer in ["c.draycott@oakfield.example", "j.amberley@oakfield.example"] {
        #expect(school.notices(to: officer).contains { $0.contains(reference) })
      }
      #expect(school.notices(to: "y.castell@oakfield.example").allSatisfy { !$0.contains(reference) })
    }

    @Test("addresses are hidden from one another in what is delivered late, and its sender is told")
    func hidden() throws {
      let mail = Mail.toBeHidden(from: "late.hides@oakfield.example")
      #expect(try school.sendSlowly(mail).code == 250)
      try school.settlePending()
      let copies = try school.copies(mail)
      #expect(copies.flatMap { $0.envelope.recipients.map(\.address) }.sorted() == mail.envelopeRecipients.sorted())
      for got in copies {
        #expect(got.header("To") == ["undisclosed-recipients:;"])
        #expect(got.header("Cc").isEmpty)
        #expect(!String(decoding: got.header, as: UTF8.self).contains("postbox.example"))
        let original = ReceivedMessage(reading: mail.bytes)
        for field in ["From", "Subject", "Date", "Content-Type"] {
          #expect(got.header(field) == original.header(field))
        }
        #expect(Array(got.body) == Array(original.body))
      }
      #expect(school.notices(to: mail.from) == ["Your email was sent with its addresses hidden"])
    }

    @Test("what would have been refused goes back to its sender, whole, since nobody is there to be refused any more")
    func refused() throws {
      let mail = Mail.toBeRefused(from: "late.refused@oakfield.example")
      let reference = try school.withoutBackground { try school.pend(mail) }
      try school.settlePending()
      try until { try school.shown(reference).state == "returned" }
      let notice = try school.notice(to: mail.from)
      #expect(notice.header("Subject").first?.hasPrefix("Your email was not sent: here it is back") == true)
      #expect(notice.words.contains("Rule: password.to-pupils"))
      #expect(String(decoding: notice.data, as: UTF8.self).contains("Heron!Copper42"))
      #expect(try school.copies(mail).isEmpty)
      #expect(school.notices(to: mail.from).count == 1)
    }

    @Test("what needs protection is held, and its sender is asked for it")
    func protected() throws {
      let mail = Mail.toBeProtected(from: "late.protects@oakfield.example")
      #expect(try school.sendSlowly(mail).code == 250)
      try school.settlePending()
      #expect(try school.copies(mail).isEmpty)
      #expect(
        try school.notice(to: mail.from).header("Subject").first?.hasPrefix("Please protect your email") == true)
    }

    @Test("where only some copies are stopped, the others go on, each once")
    func split() throws {
      var mail = Mail.toBeHeld(from: "late.split@oakfield.example")
      mail.to = ["karen.hart@postbox.example"]
      mail.cc = ["w.birch@oakfield.example"]
      #expect(try school.sendSlowly(mail).code == 250)
      try school.settlePending()
      let copies = try school.copies(mail)
      #expect(copies.flatMap { $0.envelope.recipients.map(\.address) } == mail.cc)
      #expect(copies.first?.asReleased().rest == mail.bytes)
      let rows = try school.rows("SELECT id FROM held WHERE state = 'held' ORDER BY rowid DESC LIMIT 1")
      let held = try school.shown(try #require(rows.first?.first))
      #expect(held.recipients == mail.to)
      #expect(try school.send(mail).code == 250)
      #expect(try school.copies(mail).count == 1)
      #expect(school.notices(to: mail.from).count == 1)
    }

    @Test("mail to the people who protect children never waits, and of a message to others too only those copies do")
    func safeguardingRoute() throws {
      var mail = Mail(from: "route@oakfield.example", to: ["mash@northmere.example"], text: "Please call me.")
      try school.withoutBackground { () throws in
        #expect(try school.sendSlowly(mail).code == 250)
        #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
        #expect(try school.pending().isEmpty)
      }
      mail = Mail(
        from: "route@oakfield.example", to: ["mash@northmere.example"], cc: ["w.birch@oakfield.example"])
      try school.withoutBackground { () throws in
        #expect(try school.sendSlowly(mail).code == 250)
        #expect(try school.received(mail).envelope.recipients.map(\.address) == mail.to)
        #expect(try school.pending().count == 1)
      }
      try school.settlePending()
      let addresses = try school.copies(mail).flatMap { $0.envelope.recipients.map(\.address) }
      #expect(addresses.sorted() == (mail.to + mail.cc).sorted())
    }

    @Test("what a pupil sends is not read, and so never waits to be read")
    func pupil() throws {
      let mail = Mail(from: "o.hart@pupils.oakfield.example", to: ["t.ash@oakfield.example"], text: "Please help me.")
      try school.withoutBackground { () throws in
        #expect(try school.sendSlowly(mail).code == 250)
        #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
        #expect(try school.pending().isEmpty)
      }
    }

    @Test("mail to a protected channel leaves no trace: it is read to its end while its client waits")
    func protectedChannel() throws {
      let mail = Mail(to: ["help@neu.org.uk"], text: "My epilepsy is getting worse.")
      let before = try school.rows("SELECT count(*) FROM audit")
      // The second reading needs a worker that does not stand still.
      #expect(try school.sendSlowly(mail).code == 250)
      #expect(try school.received(mail).withoutTrace(of: "mail.oakfield.example") == mail.bytes)
      #expect(try school.rows("SELECT count(*) FROM audit") == before)
      #expect(!school.site.log.contains("neu.org.uk"))
    }

    @Test("the same message again, while it is pending and after it has gone, is accepted once")
    func again() throws {
      let mail = Mail(from: "pending.again@oakfield.example")
      let reference = try school.withoutBackground {
        let reference = try school.pend(mail)
        // Now it could be read at once, and be delivered: it must not.
        #expect(try school.send(mail).code == 250)
        #expect(try school.newlyHeld().isEmpty)
        #expect(try school.copies(mail).isEmpty)
        return reference
      }
      try until { try school.shown(reference).state == "released" }
      #expect(try school.send(mail).code == 250)
      #expect(try school.sendSlowly(mail).code == 250)
      try school.settlePending()
      #expect(try school.copies(mail).count == 1)
    }

    @Test("when all workers are busy a message is pending, and goes when one is free; the busy ones' messages, too")
    func overload() throws {
      let mails = (0..<4).map { Mail(from: "overload.\($0)@oakfield.example") }
      try until { school.processes.workers.count { $0.nice <= 0 } == 2 }
      let stopped = school.processes.workers
      for worker in stopped { kill(worker.pid, SIGSTOP) }
      let clients = try mails.map { try school.connection(.login($0.from)) }
      for (client, mail) in zip(clients, mails) {
        #expect(try client.mail(from: mail.from).code == 250)
        #expect(try client.recipient(mail.to[0]).code == 250)
        #expect(try client.command("DATA").code == 354)
        try client.write(mail.bytes + Array(".\r\n".utf8))
      }
      for client in clients {
        #expect(try client.readReply().code == 250)
        client.quit()
      }
      for worker in stopped { kill(worker.pid, SIGCONT) }
      try school.settlePending()
      for mail in mails { #expect(try school.copies(mail).map { $0.asReleased().rest } == [mail.bytes]) }
      let reasons = try school.rows(
        "SELECT pendingReason FROM held WHERE pendingReason IS NOT NULL ORDER BY rowid DESC LIMIT 4")
      #expect(Set(reasons) == [["overloaded"], ["out of time"]])
    }

    @Test("while no worker comes up, a message is pending, and goes when one does")
    func noWorkers() throws {
      let mail = Mail(from: "pending.nobody@oakfield.example")
      let processes = school.processes
      let hunt = Hunt { processes.zygote.map { [$0] } ?? [] }
      // Looked at while nothing can read it: it may be gone a moment later.
      let found = Result {
        try until { processes.workers.isEmpty }
        return (code: try school.send(mail).code, states: try school.newlyHeld().map(\.state))
      }
      hunt.end()
      #expect(try found.get().code == 250)
      #expect(try found.get().states == ["pending"])
      try school.settlePending()
      #expect(try school.copies(mail).map { $0.asReleased().rest } == [mail.bytes])
    }

    @Test(
      "an officer can release or return what is pending, and its reading changes nothing; deleted it is once it was read"
    )
    func ended() throws {
      let mails = ["release", "return", "delete"].map { Mail.toBeHeld(from: "pending.\($0)@oakfield.example") }
      var references: [String] = []
      for (mail, verb) in zip(mails, ["release", "return", "delete"]) {
        try school.withoutBackground {
          let reference = try school.pend(mail)
          references.append(reference)
          let own = try school.site.run(["held", "release", reference, "--by", mail.from])
          #expect(own.status != 0)
          // Nobody knows yet whether it is of child protection, which is never deleted.
          let proof = verb == "delete" ? ["--sender-confirmed", "its sender, by telephone"] : []
          let result = try school.site.run(["held", verb, reference, "--reason", "cannot wait"] + proof)
          #expect(result.status == (verb == "delete" ? 65 : 0), "\(result.errors)")
        }
      }
      try school.settlePending()
      #expect(try references.map { try school.shown($0).state } == ["released", "returned", "held"])
      #expect(try mails.map { try school.copies($0).count } == [1, 0, 0])
      #expect(try school.copies(mails[0]).first?.asReleased().rest == mails[0].bytes)
      #expect(mails.map { school.notices(to: $0.from).count } == [0, 1, 1])
    }

    @Test("a message that ends each worker that reads it is held as not inspected, with a notice")
    func neverRead() throws {
      let mail = Mail(from: "pending.killer@oakfield.example", text: PendingCrashTests.long)
      let processes = school.processes
      let hunt = Hunt { processes.workers.filter { $0.nice > 0 }.map(\.pid) }
      defer { hunt.end() }
      let reference = try school.withoutBackground { try school.pend(mail) }
      try until { try school.shown(reference).state == "held" }
      #expect(try school.shown(reference).rules == ["message.not-inspected"])
      #expect(try school.notice(to: mail.from).words.contains("Rule: message.not-inspected"))
      try school.settlePending()
      #expect(try school.copies(mail).isEmpty)
    }

    @Test("a machine's mail is pending like any other, and is answered by nobody")
    func machine() throws {
      var mail = Mail.toBeRefused(from: "pending.mis@oakfield.example")
      mail.fields.append("Auto-Submitted: auto-generated")
      let reference = try school.withoutBackground { try school.pend(mail) }
      try school.settlePending()
      // It cannot be given back.
      #expect(try school.shown(reference).state == "held")
      #expect(school.notices(to: mail.from).isEmpty)
      let told = school.site.nextHop.messages.filter {
        $0.isNotice(to: "y.castell@oakfield.example") && $0.words.contains(reference)
      }
      #expect(told.count == 1)
      #expect(told.first?.words.contains("Nobody else knows of it") == true)
    }
  }
}

/// Kills processes as they come up.
private final class Hunt: Sendable {
  private let isOver = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(_ prey: @escaping @Sendable () -> [pid_t]) {
    Thread.detachNewThread { [self] in
      while isOver.wait(timeout: .now() + .milliseconds(2)) == .timedOut {
        for process in prey() { kill(process, SIGKILL) }
      }
      ended.signal()
    }
  }

  func end() {
    isOver.signal()
    ended.wait()
  }
}
