import Foundation
import Glibc
import PosternKit
import Spool
import Testing

extension ThroughTrouble {
  /// Mail programs do not try again after a 4xx: nobody may notice a restart (D3).
  @Suite("Restarted and killed under load", .serialized, .school { try School(installed: InstalledPrograms()) })
  struct HotRestartTests {
    let school: School
    let installed: InstalledPrograms
    init() throws {
      school = try #require(RunningSchool.current)
      installed = try #require(school.installed)
    }

    private var supervisor: pid_t { school.site.filterProcess }

    private func handovers() -> Int { school.site.log.components(separatedBy: "hot restart: the new filter").count - 1 }

    private func restart() throws {
      let before = handovers()
      #expect(kill(supervisor, SIGUSR2) == 0)
      try until { handovers() > before }
    }

    @Test(
      "restarted and upgraded again and again while clients send, no client sees anything but success, and all arrives once"
    )
    func restarts() throws {
      let load = try Load(school, clients: 4)
      let first = try #require(ProcessTable(supervisor: supervisor).filter)
      for _ in 0..<Self.restarts {
        try installed.upgrade()
        try restart()
        #expect(try installed.isCurrent(#require(ProcessTable(supervisor: supervisor).filter)))
      }
      let sent = try load.stop()
      #expect(sent.count > Self.restarts)
      #expect(sent.filter { $0.code != 250 }.isEmpty, "\(sent.filter { $0.code != 250 }.map(\.reply))")
      try school.site.postfix.waitForEmptyQueue()
      #expect(ProcessTable(supervisor: supervisor).filter != first)
      try expectArrived(sent)
      // The old ones leave when the last of their connections has gone.
      try until { ProcessTable(supervisor: supervisor).filters.count == 1 }
    }

    @Test("killed again and again, it answers again, and what a client was told holds")
    func kills() throws {
      let load = try Load(school, clients: 4)
      for _ in 0..<Self.restarts {
        let filter = try #require(ProcessTable(supervisor: supervisor).filter)
        let before = load.accepted
        #expect(kill(filter, SIGKILL) == 0)
        try until { ProcessTable(supervisor: supervisor).filter.map { $0 != filter } ?? false }
        try until { load.accepted > before + 4 }
      }
      let sent = try load.stop()
      #expect(sent.allSatisfy { $0.code == 250 || $0.code == 451 || $0.code == 421 || $0.code == 0 })
      try school.site.postfix.waitForEmptyQueue()
      try expectArrived(sent)
    }

    @Test("a hot restart with a configuration that is wrong leaves the filter in service")
    func wrongConfiguration() throws {
      let filter = try #require(ProcessTable(supervisor: supervisor).filter)
      let path = school.site.configuration
      let good = try String(contentsOfFile: path, encoding: .utf8)
      defer { try? good.write(toFile: path, atomically: true, encoding: .utf8) }
      try (good + "\nnonsense: true\n").write(toFile: path, atomically: true, encoding: .utf8)
      #expect(kill(supervisor, SIGUSR2) == 0)
      try until { school.site.log.contains("the new filter could not start, and the one in service stays") }
      #expect(ProcessTable(supervisor: supervisor).filter == filter)
      let mail = Mail()
      #expect(try school.send(mail).code == 250)
      #expect(try school.copies(mail).count == 1)
    }

    @Test("a client whose connection is open when the filter is replaced is served to its end by the old one")
    func longSession() throws {
      let mail = [Mail(), Mail()]
      let connection = try school.connection(.login(mail[0].from))
      #expect(try connection.send(mail[0].bytes, envelope: mail[0].envelope).code == 250)
      let old = try #require(ProcessTable(supervisor: supervisor).filter)
      try restart()
      #expect(try connection.send(mail[1].bytes, envelope: mail[1].envelope).code == 250)
      #expect(kill(old, 0) == 0)
      connection.quit()
      try until { kill(old, 0) != 0 }
      for mail in mail { #expect(try school.copies(mail).count == 1) }
    }

    @Test("SIGTERM ends all of them, also one that is still to leave")
    func stop() throws {
      let connection = try school.connection(.login("t.ash@oakfield.example"))
      try restart()
      #expect(ProcessTable(supervisor: supervisor).filters.count == 2)
      school.site.stopFilter()
      connection.drop()
      #expect(ProcessTable(supervisor: supervisor).filters.isEmpty)
      try school.site.startFilter()
    }

    private static let restarts = 50

    /// Whoever was told 250 has their mail delivered or held, once.
    private func expectArrived(_ sent: [Load.Sent]) throws {
      let arrived = school.site.nextHop.messages.flatMap { $0.header("Message-ID") }
      let counts = Dictionary(arrived.map { ($0, 1) }, uniquingKeysWith: +)
      let clean = sent.filter { !$0.isHeld }
      let accepted = clean.filter { $0.code == 250 }
      #expect(accepted.filter { counts[$0.identifier] != 1 }.isEmpty)
      // A client that saw no reply cannot know: then Postfix may have taken the message.
      #expect(clean.filter { $0.code >= 400 && counts[$0.identifier] != nil }.isEmpty)
      #expect(sent.filter { $0.isHeld && counts[$0.identifier] != nil }.isEmpty)
    }
  }
}

extension Mail {
  fileprivate var envelope: Envelope {
    Envelope(
      sender: Envelope.Path(address: envelopeSender), recipients: envelopeRecipients.map { Envelope.Path(address: $0) })
  }
}
