import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Delivery

@Suite("Who is told what")
struct NoticeTests {
  let writer: NoticeWriter
  let id: HeldID

  init() throws {
    writer = NoticeWriter(try school(TemporaryFolder()), timeZone: "Europe/London")
    id = try #require(HeldID("H7K2-9QXD"))
  }

  @Test("a safeguarding hold begins with the telephone number, and names the lead who decides")
  func safeguarding() {
    let message = held(cabinets: [.childProtection], releaser: .officer)
    let text = writer.held(NoticedMessage(message), id: id, leftOut: 3).text
    #expect(text.hasPrefix("If a child is in immediate danger, phone 999.\n\n"))
    #expect(
      text.hasSuffix(
        """
        The designated safeguarding lead has been told and will decide. You need
        not send it again. If it is urgent, or if it should not go, speak to the
        office on extension 204 and give the reference.

        So as not to fill your inbox, we did not write to you about 3 earlier
        emails. They were treated in the same way; the office on extension 204
        can tell you more.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """))
    for notice in [
      writer.protectAsked(NoticedMessage(message), id: id), writer.returned(NoticedMessage(message), id: id),
      writer.expired(NoticedMessage(message), id: id, days: 14),
      writer.waiting(message, id: id, to: "dsl@oakfield.example"),
    ] { #expect(notice.text.hasPrefix("If a child is in immediate danger, phone 999.")) }
  }

  @Test("an officer reads where and since when, and nothing of whom or what")
  func officer() {
    let notice = writer.waiting(held(), id: id, to: "senco@oakfield.example")
    #expect(notice.to == "senco@oakfield.example")
    #expect(notice.inReplyTo == nil)
    #expect(
      notice.text == """
        An email is held and waits for your decision.

          Reference: H7K2-9QXD
          Cabinet:   special educational needs
          Held:      24 November 2026 at 09:15
          Rules:     sen.to-other-families

        To see why it is held:

          postern held show H7K2-9QXD

        Release it if it may go, return it to its sender, or delete it. Its
        sender knows that it has not been sent.

        This message was written by a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }

  @Test("an officer is told that the sender knows only where that is true")
  func senderKnows() throws {
    let told = "knows that it has not been sent"
    #expect(writer.waiting(held(), id: id, to: "senco@oakfield.example").words.contains(told))
    let left = writer.waiting(held(), id: id, to: "senco@oakfield.example", senderKnows: false).words
    #expect(!left.contains(told) && left.contains("Its sender has not been told of this one"))
    let machine = writer.waiting(held(automatic: true), id: id, to: "senco@oakfield.example", senderKnows: false).words
    #expect(!machine.contains(told) && machine.contains("its sender is a machine, a list or nobody"))
  }

  @Test("where the sender cannot be told, or was told too often of late, the officers hear of a hold and read so")
  func announced() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let settings = try school(folder, perHour: 1)
    let store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state))
    let dispatch = NoticeDispatch(settings, store: store, writer: writer)
    func letters(_ message: HeldMessage, _ admission: NoticeAdmission?) throws -> [String] {
      try dispatch.announcement(of: message, asksProtection: false).letters(id, admission).map {
        $0.envelope.recipients[0].address + ": "
          + String(decoding: $0.mail, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
    }
    let machine = try letters(held(automatic: true), nil)
    #expect(machine.count == 1)
    #expect(machine[0].hasPrefix("senco@oakfield.example: ") && machine[0].contains("Nobody else knows of it"))
    // The sender may release it, and knows.
    let usual = try letters(held(), .send(leftOut: 0))
    #expect(usual.map { $0.prefix { $0 != ":" } } == ["t.marlow@oakfield.example"])
    let often = try letters(held(releaser: .officer), .leaveOut)
    #expect(often.map { $0.prefix { $0 != ":" } } == ["senco@oakfield.example"])
    #expect(often[0].contains("Its sender has not been told of this one"))
  }

  @Test("no notice holds a subject, person, recipient or the reason of a discreet rule; no line is over 72 columns")
  func nothingSecret() {
    var discreet = senRule
    discreet.isDiscreet = true
    discreet.title = "No-contact order"
    let message = held(rules: [discreet])
    let noticed = NoticedMessage(message)
    for notice in [
      writer.held(noticed, id: id), writer.protectAsked(noticed, id: id), writer.told(noticed),
      writer.returned(noticed, id: id), writer.expired(noticed, id: id, days: 3),
      writer.addressesHidden(noticed, hidden: 9), writer.waiting(message, id: id, to: "senco@oakfield.example"),
    ] {
      for word in ["Secret", "parent@", "No-contact"] {
        #expect(!(notice.subject + notice.text).contains(word), "\(word)")
      }
      for line in notice.text.split(separator: "\n") { #expect(line.count <= 72, "\(line)") }
    }
  }

  @Test("nobody is told who is a machine, a list, the null sender or one of our own notices")
  func notAnswerable() {
    #expect(NoticedMessage(held()).mayBeAnswered(from: writer.from))
    #expect(!NoticedMessage(held(automatic: true)).mayBeAnswered(from: writer.from))
    for address in ["", "Postern@oakfield.example"] {
      let envelope = Envelope(sender: .init(address: address), recipients: [])
      #expect(!NoticedMessage(held(envelope: envelope)).mayBeAnswered(from: writer.from))
    }
  }

  @Test(
    "officers of the cabinets are told, child protection's alone where it applies, never sender, subject or recipient")
  func officers() throws {
    let officers = try school(TemporaryFolder()).officers
    #expect(
      writer.officers(for: held(cabinets: [.general, .sen]), among: officers) == [
        "dco@oakfield.example", "senco@oakfield.example",
      ])
    #expect(
      writer.officers(for: held(cabinets: [.childProtection, .sen]), among: officers) == [
        "deputy@oakfield.example", "dsl@oakfield.example",
      ])
    #expect(
      writer.officers(for: held(cabinets: [.childProtection], conduct: ["DSL@oakfield.example"]), among: officers)
        == ["deputy@oakfield.example"])
    let own = Envelope(sender: .init(address: "dco@oakfield.example"), recipients: [])
    #expect(writer.officers(for: held(cabinets: [.general], envelope: own), among: officers) == [])
  }

  @Test("where it is about an officer those decide who stand in for them: the chair of governors for the headteacher")
  func standIns() throws {
    var officers = Settings.Officers(byCabinet: [
      "child_protection": ["dsl@oakfield.example", "head@oakfield.example"], "general": ["dco@oakfield.example"],
    ])
    officers.standIns = [
      "head@oakfield.example": ["chair@oakfield.example"], "dsl@oakfield.example": ["head@oakfield.example"],
      "dco@oakfield.example": ["head@oakfield.example"],
    ]
    func told(_ message: HeldMessage) -> [String] { writer.officers(for: message, among: officers) }
    #expect(
      told(held(cabinets: [.childProtection], conduct: ["head@oakfield.example"])) == [
        "chair@oakfield.example", "dsl@oakfield.example",
      ])
    #expect(
      told(held(cabinets: [.childProtection], conduct: ["dsl@oakfield.example"])) == ["head@oakfield.example"])
    // Nobody of the cabinet is left: its own officer sent it.
    let own = Envelope(sender: .init(address: "dco@oakfield.example"), recipients: [])
    #expect(told(held(cabinets: [.general], envelope: own)) == ["head@oakfield.example"])
  }

  @Test("a notice is an automatic mail that answers the original, in ASCII or quoted-printable")
  func mail() throws {
    let notice = Notice(
      to: "t.marlow@oakfield.example", subject: "Ysgol Llŷn", text: "Caffè = £1\n", inReplyTo: "<m1@a.example>")
    let mail = NoticeMail(notice, from: "postern@oakfield.example", name: "Ysgol Llŷn")
    let lines = String(
      decoding: try mail.file(date: Date(timeIntervalSince1970: 1_795_511_700)).withBytes { Array($0) }, as: UTF8.self
    )
    .components(separatedBy: "\r\n")
    for line in [
      "From: =?utf-8?B?WXNnb2wgTGzFt24=?= <postern@oakfield.example>", "Subject: =?utf-8?B?WXNnb2wgTGzFt24=?=",
      "Date: Tue, 24 Nov 2026 09:15:00 +0000", "In-Reply-To: <m1@a.example>", "References: <m1@a.example>",
      "Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable",
      "Caff=C3=A8 =3D =C2=A31",
    ] { #expect(lines.contains(line), "\(line)") }
    #expect(mail.envelope().sender.address == "")
    var forged = notice
    forged.inReplyTo = "<x>\r\nBcc: <y@z.example>"
    let safe = try NoticeMail(forged, from: "postern@oakfield.example", name: "N").file().withBytes { Array($0) }
    #expect(!String(decoding: safe, as: UTF8.self).contains("Bcc"))
  }
}

extension Notice {
  fileprivate var words: String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
