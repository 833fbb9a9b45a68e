import Configuration
import Policy
public import Quarantine

extension NoticeWriter {
  /// A new link for somebody, where senders have a page.
  public func link(for person: String, to purpose: LinkPurpose) -> LinkDraft? {
    senders.map { LinkDraft(for: person, to: purpose, life: Int64($0.linkDays) * 86_400) }
  }

  /// The address of a link, made of the configuration alone.
  public func address(of link: LinkDraft) -> String? {
    senders.map { "\($0.url)/\(link.purpose.path)/\(link.token.text)" }
  }

  /// To somebody whose link was made for another form of the message: a new one. For each form there is one such letter.
  /// - Parameter stamp: of the message as it is now.
  public func newLink(
    to message: HeldMessage, _ stamp: HeldStamp, id: HeldID, for person: String
  ) throws -> [OutgoingDraft] {
    let noticed = NoticedMessage(message).told(to: [person])[0]
    let link = link(for: person, to: .mend)
    let notice = letter(
      noticed, "Your email still waits: a new link (\(id))",
      urgent(noticed) + [
        "You asked for a new link to your email of \(date(message.receivedAt)), which has changed since you were sent the "
          + "last one. It has not been sent.", "Reference: \(id)",
      ] + whatNext(noticed, id, link) + closing(0), link: link)
    let version = stamp.bytes.map { String($0, radix: 16) }.joined(separator: ".")
    return [try draft(notice, purpose: "link \(id) \(person) \(version)")]
  }

  /// Where to decide, and who does: by the link, or in words.
  func whatNext(_ message: NoticedMessage, _ id: HeldID, _ link: LinkDraft?) -> [String] {
    let opening = opening(link)
    guard !opening.isEmpty else { return [whoMayRelease(message, id)] }
    switch message.releaser {
    case .sender: return opening
    case .colleague, .officer: return opening + [whoMayRelease(message, id)]
    }
  }

  /// The link, and what it does; nothing where there is none.
  func opening(_ link: LinkDraft?) -> [String] {
    guard let link, let address = address(of: link) else { return [] }
    return [
      "See why it waits and decide what happens, on a computer or a phone:", "  \(address)",
      "The link is yours alone: do not pass it on. It works for \(number(Int(link.life / 86_400), "day", "days")). Opening it "
        + "changes nothing.",
    ]
  }
}

extension LinkPurpose {
  /// The first part of the path that its links have.
  public var path: String {
    switch self {
    case .mend: "email"
    case .check: "check"
    }
  }
}
