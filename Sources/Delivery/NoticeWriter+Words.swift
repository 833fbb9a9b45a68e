import Configuration
import Foundation
import Policy
import Quarantine

extension NoticeWriter {
  func letter(
    _ message: NoticedMessage, _ subject: String, _ paragraphs: [String], link: LinkDraft? = nil
  ) -> Notice {
    Notice(
      to: message.sender, subject: subject,
      text: paragraphs.map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n",
      inReplyTo: message.messageID, link: link)
  }

  /// A hold must never be read before the telephone number (D15).
  func urgent(_ message: NoticedMessage) -> [String] {
    guard message.cabinets.contains(.childProtection) else { return [] }
    return [
      "If a child is in immediate danger, phone 999.",
      "If a child is at risk and this email has to reach children's social care, the police or the NHS, do not wait "
        + "for it: telephone them, and speak to your designated safeguarding lead now.",
    ]
  }

  /// Rules that only watch say nothing to anybody; a discreet one says no more than that there is one.
  func reasons(_ message: NoticedMessage) -> [String] {
    let speaking = message.rules.filter { $0.mode != .watch && !$0.isDiscreet }
    let discreet = message.rules.contains { $0.mode != .watch && $0.isDiscreet } ? [Self.askingTheLead] : []
    guard !speaking.isEmpty else {
      return [
        "Why: one of our rules asks for a second look at emails like this one. \(capitalised(office)) can tell you more."
      ] + discreet
    }
    return ["Why:"]
      + speaking.prefix(5).map { rule in
        var lines = [
          TextFlow.wrap("\(sentence(rule.title)) \(sentence(rule.publicReason))", indent: "    ", first: "  - ")
        ]
        if !rule.clause.isEmpty {
          lines.append(TextFlow.wrap("Our policy says: \"\(rule.clause)\"", indent: "    "))
        }
        if !rule.remedy.isEmpty {
          lines.append(TextFlow.wrap("What you can do: \(sentence(rule.remedy))", indent: "    "))
        }
        lines.append("    Rule: \(rule.id)")
        return lines.joined(separator: "\n")
      } + (speaking.count > 5 ? ["  - and \(number(speaking.count - 5, "other rule", "other rules"))"] : []) + discreet
  }

  /// Where a rule lets it go by verified TLS alone.
  func verified(_ message: NoticedMessage) -> [String] {
    let isAsked = message.rules.contains { $0.mode == .enforce && $0.requirements.contains("tls") }
    return isAsked ? [VerifiedTLS.words(isRelayed: isRelayed)] : []
  }

  /// All that is said of a reason that a parent may ask the sender about (D16).
  private static let askingTheLead = "Check with the designated safeguarding lead before this goes anywhere."

  func whoMayRelease(_ message: NoticedMessage, _ id: HeldID) -> String {
    if let words = waiting(message, id) { return words }
    return switch message.releaser {
    case .sender:
      "You decide what happens now. Look again at who it goes to and what is in it. If all is right, tell \(office) \"I "
        + "have checked \(id)\", and it goes as it is. If not, you need do nothing: it will not be sent."
    case .colleague:
      "A second pair of eyes is needed. Ask a colleague to look at it with you, and to tell \(office) \"I have checked "
        + "\(id)\". Then it goes as it is. If it should not go, you need do nothing."
    case .officer:
      "\(officer(message)) has been told and will decide. You need not send it again. If it is urgent, or if it should "
        + "not go, speak to \(office) and give the reference."
    }
  }

  func closing(_ leftOut: Int) -> [String] {
    var lines: [String] = []
    if leftOut > 0 {
      lines.append(
        "So as not to fill your inbox, we did not write to you about \(number(leftOut, "earlier email", "earlier emails")). "
          + "\(leftOut == 1 ? "It was" : "They were") treated in the same way; \(office) can tell you more.")
    }
    lines.append("Questions? Ask \(office). This message was written by a computer; please do not answer it.")
    return lines + ["  \(senderName)"]
  }

  var office: String { contact ?? "the data compliance officer" }

  private func officer(_ message: NoticedMessage) -> String {
    switch message.cabinets.contains(.childProtection) ? .childProtection : message.cabinets.first ?? .general {
    case .childProtection: "The designated safeguarding lead"
    case .financial: "The school business manager"
    case .health: "The health lead"
    case .sen: "The SENCO"
    case .staffHR: "The HR lead"
    case .general: "The data compliance officer"
    }
  }

  func recipients(_ message: NoticedMessage) -> String { number(message.recipientCount, "recipient", "recipients") }

  func number(_ count: Int, _ one: String, _ several: String) -> String { "\(count) \(count == 1 ? one : several)" }

  /// "24 November 2026 at 09:15", on the clock of the people who read it.
  func date(_ time: Int64) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let parts = calendar.dateComponents(
      [.year, .month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(time)))
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    let clock = [parts.hour, parts.minute].map { ($0 ?? 0) < 10 ? "0\($0 ?? 0)" : "\($0 ?? 0)" }
    return "\(parts.day ?? 1) \(months[((parts.month ?? 1) - 1) % 12]) \(parts.year ?? 1970) at "
      + clock.joined(separator: ":")
  }

  private func sentence(_ text: String) -> String {
    let text = capitalised(text.trimmingCharacters(in: .whitespacesAndNewlines))
    guard let last = text.last else { return "" }
    return ".!?".contains(last) ? text : text + "."
  }

  func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
