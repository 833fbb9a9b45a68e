import Configuration
import Foundation
import Policy
import PosternKit
import Protection
import Quarantine
import Testing

@testable import Delivery

@Suite("A short while to think again")
struct TimedHoldTests {
  private let school: CheckSchool

  init() throws { school = try CheckSchool() }

  @Test("it waits that long and then goes by itself, once; a restart neither loses nor doubles it")
  func goes() throws {
    let id = try school.hold(Waits(check: false, delay: 120))
    #expect(try school.store.goesAt(id) == school.clock.now + 120)
    school.clock.advance(119)
    #expect(try school.round().sent == 0 && school.state(id) == .held)
    try school.restart()
    school.clock.advance(1)
    #expect(try school.round().sent == 1)
    try school.restart()
    #expect(try school.round().sent == 0)
    #expect(try school.releases(of: id) == 1 && school.state(id) == .releasing)
    #expect(try school.store.goesAt(id) == nil)
    #expect(try school.store.auditLines().map(\.action) == [.held, .releaseBegun])
  }

  @Test("where the filter was off meanwhile it goes at the next start; where the clock went back, at once")
  func off() throws {
    let late = try school.hold(Waits(check: false, delay: 120))
    school.clock.advance(3 * 86_400)
    try school.restart()
    #expect(try school.round().sent == 1)
    let early = try school.hold(Waits(check: false, delay: 120))
    school.clock.advance(-86_400)
    #expect(try school.round().sent == 1)
    #expect(try [late, early].allSatisfy { try school.releases(of: $0) == 1 })
  }

  @Test("what is given back meanwhile never goes")
  func withdrawn() throws {
    let id = try school.hold(Waits(check: false, delay: 120))
    let message = try #require(try school.store.show(id).message)
    let envelope = try #require(school.writer.returnEnvelope(of: message, id: id))
    try school.store.queueReturn([ReturnOrder(id, envelope: envelope)], by: "t.marlow@oakfield.example", reason: "no")
    school.clock.advance(600)
    #expect(try school.round().sent == 0)
    #expect(try school.releases(of: id) == 0 && school.state(id) == .returning)
  }

  @Test("with another hold the longer way wins", arguments: [Releaser.sender, .officer])
  func longer(_ rest: Releaser) throws {
    let id = try school.hold(Waits(check: false, delay: 120, rest: rest))
    let checked = try school.hold(Waits(check: true, delay: 120))
    school.clock.advance(1_000)
    #expect(try school.round().sent == 0)
    #expect(try school.store.goesAt(id) == nil)
    #expect(try [id, checked].allSatisfy { try school.state($0) == .held })
  }

  @Test("what was to go under a password and cannot is never sent in clear: it stays, and an officer is told")
  func unprotected() throws {
    var message = delayed()
    message.copies = [.init(addresses: ["a.parent@families.example", "b.parent@families.example"], shown: .everybody)]
    message.copies?[0].isProtected = true
    let id = try school.store.hold(message, content: memoryFile(Array("Subject: x\r\n\r\ny\r\n".utf8))).id
    school.clock.advance(120)
    #expect(try school.round { _ in false }.sent == 0)
    #expect(try school.releases(of: id) == 0 && school.state(id) == .held)
    #expect(try school.letters(about: id).map(\.to) == ["senco@oakfield.example"])
    #expect(try school.round() == WaitingRound.Report(), "once")
  }

  @Test("what is to go under a password goes so, also where that was made before")
  func protected() throws {
    let form = try ProtectedForm(memoryFile(Array("locked".utf8)), password: Password("lantern-orbit-velvet"))
    for isMade in [false, true] {
      var message = delayed()
      message.messageID = "<protected-\(isMade)@oakfield.example>"
      message.copies = [
        .init(
          addresses: ["a.parent@families.example", "b.parent@families.example"], shown: .everybody, isProtected: true)
      ]
      let id = try school.store.hold(message, content: memoryFile(Array("Subject: x\r\n\r\nz\r\n".utf8))).id
      if isMade { #expect(try school.store.keepProtected(form, of: id) == nil) }
      school.clock.advance(120)
      let store = school.store
      let report = try school.round { held in
        #expect(!isMade)
        return try store.keepProtected(form, of: held) == nil
      }
      #expect(report.sent == 1)
      let rows = try store.outgoing(about: id).filter { $0.kind == .release }
      #expect(rows.map(\.record.isProtected) == [true])
    }
  }

  /// With no more than a delay.
  private func delayed() -> HeldMessage {
    var message = held()
    message.waits = Waits(check: false, delay: 120)
    return message
  }

  @Test("its sender reads that it goes by itself, and when")
  func told() throws {
    let message = NoticedMessage(delayed())
    let id = try school.hold(nil)
    let notice = school.writer.delayed(message, id: id, leftOut: 0)
    let words = notice.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("It goes by itself 2 minutes after you sent it") && !words.contains("Secret"))
  }
}
