import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool

/// A site with held mail, and the people who decide on it.
final class HeldMail {
  let console: ConsoleSite
  let store: QuarantineStore

  static let officer = "y.castell@oakfield.example"
  static let dsl = "c.draycott@oakfield.example"
  static let deputy = "p.vaghela@oakfield.example"
  static let head = "j.amberley@oakfield.example"
  static let senco = "a.pugh@oakfield.example"
  static let sender = "t.wobblegate@oakfield.example"
  static let parent = "z.quillfeather@families.example"
  static let nurse = "n.thistledown@clinic.example"

  init(school: String = ConsoleSite.path("examples/oakfield"), settings: String = "") throws {
    console = try ConsoleSite(school: school, settings: settings)
    store = try console.store()
  }

  func stop() { console.stop() }

  /// - Parameter hiddenFor: people whom it is about (D17).
  func hold(
    _ subject: String, _ cabinets: Cabinet...,
    to recipients: [(String, AudienceKind)] = [
      (parent, .guardian), (nurse, .professional),
    ], about people: [String]? = nil, attachment: Bool = false, from sender: String = sender,
    pupil: String = "Alma Brambleby", releaser: Releaser = .officer, demandsProtection: Bool = false,
    waits: Waits? = nil, identifier: String? = nil
  ) throws -> HeldID {
    let content = Self.content(subject, attachment: attachment)
    var message = HeldMessage(
      envelope: Envelope(
        sender: Envelope.Path(address: sender), recipients: recipients.map { Envelope.Path(address: $0.0) }),
      identity: sender, receivedAt: Int64(Date().timeIntervalSince1970),
      messageID: identifier ?? "<\(UUID())@oakfield.example>",
      rules: [
        HeldMessage.Rule(
          id: "sen.to-guardians", title: "Special needs to a parent", mode: .enforce, requirements: ["hold"],
          clause: "Staff must check each address.", remedy: "Check that each of them may have it.",
          publicReason: "special needs")
      ],
      cabinets: cabinets, releaser: releaser, ruleSetVersion: "v1",
      facts: HeldMessage.Facts(
        subject: subject,
        categories: [cabinets.contains(.childProtection) ? "safeguarding (serious)" : "sen (ordinary)"],
        people: [pupil], places: ["the text, line 1"],
        recipients: recipients.map {
          HeldMessage.Facts.Recipient(
            address: $0.0, kind: $0.1.rawValue, note: $0.1 == .guardian ? "of \(pupil)" : nil)
        }), concernsConduct: people != nil, conductSubjects: people ?? [])
    message.waits = waits
    if demandsProtection {
      message.copies = [.init(addresses: recipients.map(\.0), shown: .everybody, isProtected: true)]
    }
    let file = MemoryFile(label: "held")
    try file.append(content)
    try file.seal()
    return try store.hold(message, content: file).id
  }

  static func content(_ subject: String, attachment: Bool) -> [UInt8] {
    let head = "From: \(sender)\nTo: \(parent), \(nurse)\nSubject: \(subject)\nMIME-Version: 1.0\n"
    let text =
      attachment
      ? head + """
        Content-Type: multipart/mixed; boundary=xyz

        --xyz
        Content-Type: text/plain; charset=utf-8

        Plain words for you.
        --xyz
        Content-Type: text/csv; charset=utf-8
        Content-Disposition: attachment; filename=pupils.csv

        Name,Need
        Alma Brambleby,dyslexia
        --xyz--

        """ : head + "Content-Type: text/plain; charset=utf-8\n\nPlain words for you.\n"
    return Array(text.replacing("\n", with: "\r\n").utf8)
  }

  func state(_ id: HeldID) throws -> HeldState { try store.show(id).summary.state }

  /// Waits until the site's Postfix has handed on mail whose text holds a word.
  func delivered(_ word: String, count: Int = 1) throws -> [ReceivedMessage] {
    for _ in 0..<1_200 {
      let found = console.site.nextHop.messages.filter { String(decoding: $0.data, as: UTF8.self).contains(word) }
      if found.count >= count { return found }
      usleep(50_000)
    }
    return []
  }
}
