import Foundation
import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  /// Postfix cuts some of such mail before it hands it over, and delivers no more than that. Nothing of it goes unseen.
  @Suite("Mail that no honest program writes", .serialized, .school)
  struct BadMailTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let sender = "t.ash@oakfield.example"

    private func hold(_ bytes: [UInt8], line: SourceLocation = #_sourceLocation) throws -> Site.Held {
      let before = school.site.nextHop.count
      let reply = try school.send(bytes, from: sender, to: ["karen.hart@postbox.example"], as: .login(sender))
      #expect(reply.code == 250, "\(reply)", sourceLocation: line)
      let held = try school.newlyHeld()
      try #require(held.count == 1, "\(held)", sourceLocation: line)
      let others = school.site.nextHop.messages.dropFirst(before).filter { !$0.isNotice(to: sender) }
      #expect(others.isEmpty, sourceLocation: line)
      return held[0]
    }

    /// What Postfix handed over.
    private func content(_ held: Site.Held) throws -> String {
      try school.content(of: held.reference)
    }

    /// What Postfix handed over, and what it delivers once that is released: the same.
    private func released(_ held: Site.Held) throws -> ReceivedMessage {
      let content = try content(held)
      try school.release(held)
      let got = try school.site.nextHop.wait { $0.isTo("karen.hart@postbox.example") }
      school.site.nextHop.forget()
      let bytes = got[0].asReleased().rest
      #expect(String(decoding: bytes, as: UTF8.self) == content)
      return ReceivedMessage(reading: bytes)
    }

    @Test("a header field of 1 MB is cut by Postfix at 60,000 bytes, which is a reason to hold, and goes no longer")
    func longField() throws {
      let held = try hold(BadMail.longField)
      #expect(held.rules == ["message.cut"])
      let field = try #require(try released(held).header("X-Long").first)
      #expect((50_000...60_000).contains(field.utf8.count), "\(field.utf8.count)")
    }

    @Test("of 200,000 addresses in To Postfix leaves some 1,700, which is a reason to hold; released it shows none")
    func manyAddresses() throws {
      let held = try hold(BadMail.manyAddresses)
      #expect(held.rules.first == "message.cut")
      let field = try #require(ReceivedMessage(reading: Array(try content(held).utf8)).header("To").first)
      let addresses = field.split(separator: ",")
      #expect((1_600...1_800).contains(addresses.count), "\(addresses.count)")
      #expect(field.utf8.count <= 60_000)
      try school.release(held)
      let got = try school.site.nextHop.wait { $0.isTo("karen.hart@postbox.example") }
      school.site.nextHop.forget()
      #expect(got[0].header("To") == ["undisclosed-recipients:;"])
    }

    @Test("a word with a NUL inside is read as mail programs show it, and is a reason to hold")
    func nulBytes() throws {
      let held = try hold(BadMail.nulBytes)
      #expect(held.rules == ["sen.to-others", "message.ambiguous"])
      #expect(held.people == ["Mia Stone"])
    }

    @Test("an empty message is delivered, with the fields that Postfix adds")
    func empty() throws {
      #expect(try school.send(BadMail.empty, from: sender, to: ["w.birch@oakfield.example"], as: .trusted).code == 250)
      let got = try school.site.nextHop.wait { $0.isTo("w.birch@oakfield.example") }
      #expect(got[0].body.isEmpty)
      #expect(try school.newlyHeld().isEmpty)
    }

    @Test("a multipart that breaks off in broken base64 is held as ambiguous")
    func broken() throws { #expect(try hold(BadMail.broken).rules == ["message.ambiguous"]) }

    @Test("10,000 parts inside one another: what stands at the bottom is read, or the message is not let through")
    func nested() throws { #expect(try hold(BadMail.nested).rules.contains("message.ambiguous")) }

    @Test("10,000 parts side by side are more than are read, which is a reason to hold")
    func manyParts() throws { #expect(try hold(BadMail.manyParts).rules == ["message.ambiguous"]) }

    @Test("text in another charset than it says is delivered byte for byte")
    func wrongCharset() throws {
      let reply = try school.send(
        BadMail.wrongCharset, from: sender, to: ["wrong.charset@oakfield.example"], as: .trusted,
        parameters: ["BODY=8BITMIME"])
      #expect(reply.code == 250)
      let got = try school.site.nextHop.wait { $0.isTo("wrong.charset@oakfield.example") }
      #expect(Array(got[0].body) == [0xFF, 0xFE, 0xC3, 0x28, 0x0D, 0x0A])
      #expect(try school.newlyHeld().isEmpty)
    }
  }
}
