import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Delivery

@Suite("The link in the letters that tell of a hold")
struct LinkLetterTests {
  private let settings: Settings
  private let writer: NoticeWriter
  private let store: QuarantineStore
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var settings = try school(folder)
    settings.console.senders = SenderListener(url: "https://mail-check.oakfield.example")
    self.settings = settings
    writer = NoticeWriter(settings, timeZone: "Europe/London")
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state))
  }

  private struct Letter {
    var to: String
    var text: String
    var link: LinkDraft?
  }

  private func letters(
    _ message: HeldMessage, owners: [String] = [], _ admission: NoticeAdmission? = .send(leftOut: 0)
  ) throws -> [Letter] {
    let id = try #require(HeldID("H7K2-9QXD"))
    let dispatch = NoticeDispatch(settings, store: store, writer: writer, owners: { _ in owners })
    return try dispatch.announcement(of: message, asksProtection: false).letters(id, admission).map {
      Letter(
        to: $0.envelope.recipients[0].address, text: String(decoding: $0.mail, as: UTF8.self), link: $0.links.first)
    }
  }

  @Test("the sender gets one, made of the configured address, on a line of its own")
  func sender() throws {
    let all = try letters(held())
    #expect(all.map(\.to) == ["t.marlow@oakfield.example"])
    let link = try #require(all[0].link)
    #expect(link.person == "t.marlow@oakfield.example" && link.purpose == .mend && link.life == 20 * 86_400)
    #expect(all[0].text.contains("\r\n  https://mail-check.oakfield.example/email/\(link.token.text)\r\n"))
    #expect(!all[0].text.contains("I have checked"))
  }

  @Test("where an officer decides, the sender gets one, too, and the officers get none")
  func officer() throws {
    let all = try letters(held(releaser: .officer))
    #expect(all.map(\.to) == ["t.marlow@oakfield.example", "senco@oakfield.example"])
    #expect(all[0].link != nil && all[0].text.contains("will decide") && all[1].link == nil)
  }

  @Test("of a shared mailbox, a copier or a system each owner gets their own, and the machine nothing")
  func owners() throws {
    let owners = ["B.Owner@oakfield.example", "a.owner@oakfield.example"]
    for message in [held(), held(automatic: true)] {
      let all = try letters(message, owners: owners)
      #expect(all.map(\.to) == ["a.owner@oakfield.example", "b.owner@oakfield.example"])
      #expect(all.map(\.link?.person) == all.map(\.to))
      #expect(all[0].link?.token != all[1].link?.token)
      #expect(!all[0].text.contains(all[1].link?.token.text ?? ""))
    }
  }

  @Test("without an address in the configuration letters are as they were")
  func none() throws {
    let plain = NoticeWriter(try school(folder), timeZone: "Europe/London")
    let dispatch = NoticeDispatch(
      try school(folder), store: store, writer: plain, owners: { _ in ["a.owner@oakfield.example"] })
    let id = try #require(HeldID("H7K2-9QXD"))
    let letters = try dispatch.announcement(of: held(), asksProtection: false).letters(id, .send(leftOut: 0))
    #expect(letters.map { $0.envelope.recipients[0].address } == ["t.marlow@oakfield.example"])
    #expect(letters[0].links.isEmpty && !String(decoding: letters[0].mail, as: UTF8.self).contains("http"))
  }

  @Test("a letter that warns of the end has a new one for each who had one")
  func warned() throws {
    let id = try #require(HeldID("H7K2-9QXD"))
    let noticed = NoticedMessage(held()).told(to: ["a.owner@oakfield.example"])
    let notice = writer.expiring(noticed[0], id: id, days: 5, link: writer.link(for: noticed[0].sender, to: .mend))
    #expect(notice.to == "a.owner@oakfield.example" && notice.link?.person == notice.to)
    #expect(notice.text.contains("https://mail-check.oakfield.example/email/\(notice.link?.token.text ?? "-")\n"))
  }
}
