public import Configuration
import Foundation
import Policy
public import Quarantine

/// Writes what Postern says to people. Nothing in it names a person, a value, a subject or a file (D13): a notice may
/// be read on a telephone in a corridor, and travels as any mail does.
public struct NoticeWriter: Sendable {
  /// The address that notices come from.
  public let from: String
  let organisation: String
  let contact: String?
  /// The console's address, without a path.
  let console: String
  /// Whether what goes by verified TLS goes to a relay.
  let isRelayed: Bool
  let timeZone: TimeZone
  /// Where senders open their links; nil where they get none.
  let senders: SenderListener?
  private let calendar: SchoolCalendar
  private let retention: Retention

  /// - Parameter timeZone: of the dates that people read; an identifier such as "Europe/London". Nil for the system's.
  public init(_ settings: Settings, timeZone: String? = nil) {
    from = settings.notices.from
    organisation = settings.organisation.name
    contact = settings.notices.contact
    console = settings.console.url
    senders = settings.console.senders
    isRelayed = settings.tls?.isRelayed == true
    self.timeZone = timeZone.flatMap { TimeZone(identifier: $0) } ?? .current
    calendar = settings.schoolCalendar
    retention = settings.retention
  }

  /// The day on which a message comes back to its sender at the latest, should nobody decide; nil where it does not.
  func returnDay(of message: NoticedMessage) -> String? {
    guard !retention.legalHold,
      let day = calendar.day(after: message.receivedAt, schoolDays: retention.heldSchoolDays)
    else { return nil }
    return BritishTime(timeZone).date(day)
  }

  /// The name that notices come from.
  public var senderName: String { "\(organisation) email check" }

  /// To the sender: the message waits, and who may send it on.
  /// - Parameters:
  ///   - link: of the person whom it goes to; nil for none.
  ///   - leftOut: how many notices to the same person were left out since the last one.
  public func held(_ message: NoticedMessage, id: HeldID, link: LinkDraft? = nil, leftOut: Int = 0) -> Notice {
    let asksForProtection = message.rules.contains { $0.mode == .enforce && $0.requirements.contains("protect") }
    return letter(
      message, "Your email has not been sent yet (\(id))",
      urgent(message) + [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) has not been sent yet. It is safe, and "
          + "nobody has received it.", "Reference: \(id)",
      ] + reasons(message) + (asksForProtection && link == nil ? [Self.protecting] : [])
        + whatNext(message, id, link) + closing(leftOut), link: link)
  }

  /// To the sender: the message has gone, and recipients could not see one another.
  /// - Parameter hidden: how many addresses were taken out of the headers.
  public func addressesHidden(_ message: NoticedMessage, hidden: Int, leftOut: Int = 0) -> Notice {
    letter(
      message, "Your email was sent with its addresses hidden",
      [
        "Your email of \(date(message.receivedAt)) has been sent to all of its \(recipients(message)).",
        "One thing was changed on the way: \(number(hidden, "address", "addresses")) stood in To and Cc, where every "
          + "recipient would have seen them. They were taken out, as if you had used Bcc. The text and the attachments "
          + "are as you wrote them.",
      ] + reasons(message) + verified(message) + [
        "You need to do nothing. Next time, put such a list of addresses in Bcc. If somebody answers to all, only you "
          + "will get the answer."
      ] + closing(leftOut))
  }

  /// To the sender: the message has gone, in a copy for each family.
  /// - Parameter copies: how many.
  public func copiesSent(_ message: NoticedMessage, copies: Int, leftOut: Int = 0) -> Notice {
    letter(
      message, "Your email was sent in separate copies",
      [
        "Your email of \(date(message.receivedAt)) has been sent. So that families do not see each other's addresses, "
          + "\(number(message.recipientCount, "recipient", "recipients")) got it in "
          + "\(number(copies, "copy", "copies")) of their own, one for each family.",
        "One thing was changed in these copies: To and Cc show that family and the school's own staff, and nobody else. "
          + "The text and the attachments are as you wrote them. Colleagues got your email just as you wrote it.",
      ] + reasons(message) + [
        "You need to do nothing. If a family answers to all, you and the colleagues in To and Cc get the answer, and no "
          + "other family does."
      ] + closing(leftOut))
  }

  /// To the sender: the message waits until what is confidential in it is protected.
  /// - Parameters:
  ///   - offers: an officer can have its attachments protected in the sender's place.
  ///   - link: of the person whom it goes to; nil for none.
  public func protectAsked(
    _ message: NoticedMessage, id: HeldID, offers: Bool = false, link: LinkDraft? = nil, leftOut: Int = 0
  ) -> Notice {
    letter(
      message, "Please protect your email before it goes (\(id))",
      urgent(message) + [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) has not been sent yet, because it holds "
          + "confidential information that anybody on the way could read.", "Reference: \(id)",
      ] + reasons(message) + (link == nil ? [Self.protecting] + (offers ? [offering] : []) : [])
        + whatNext(message, id, link) + closing(leftOut), link: link)
  }

  private var offering: String {
    "Or ask \(office) to send it on with its attachments under a password, and give the reference. They will tell you the "
      + "password, by telephone or in person."
  }

  /// To the sender: the message has gone, under a password that stands in no mail.
  /// - Parameters:
  ///   - text: whether its text is under it, too.
  ///   - agreed: who of its recipients knows the password.
  public func sentProtected(
    _ message: NoticedMessage, id: HeldID, text: Bool, agreed: PasswordAgreement = .nobody, leftOut: Int = 0
  ) -> Notice {
    letter(
      message, "Your email was sent under a password (\(id))",
      [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) has been sent on. "
          + (text ? "Its text and its attachments" : "Its attachments")
          + " can be opened with a password alone; everything else is as you wrote it.", "Reference: \(id)",
        whatPassword(agreed),
      ] + closing(leftOut))
  }

  private func whatPassword(_ agreed: PasswordAgreement) -> String {
    let made =
      "It stands in no email, this one included: ask \(office) for it by telephone or in person, and give the reference. "
      + "Then tell it to them by telephone, never by email."
    switch agreed {
    case .nobody: return "Your recipients need that password. \(made)"
    case .some:
      return
        "Some of your recipients open it with the password that the school has agreed on with them. The others need "
        + "one that was made for this email. \(made)"
    case .everybody:
      return
        "It is the password that the school has agreed on with your recipients, so that you need to do nothing. If they "
        + "have lost it, ask \(office) by telephone or in person, and never send it by email."
    }
  }

  /// To the sender: they asked for a password, and the message needs one already.
  public func lockedAlready(_ message: NoticedMessage, leftOut: Int = 0) -> Notice {
    letter(
      message, "Your email was sent as it was: it is protected already",
      [
        "You asked for your email of \(date(message.receivedAt)) to \(recipients(message)) to go under a password. All of it "
          + "can be opened with a key or a password alone already, so it has been sent as you wrote it, and none was added. "
          + "The word that asked for it is taken out of its subject.",
        "The subject itself is not protected: everybody on the way can read it.",
      ] + closing(leftOut))
  }

  /// To the sender: the message has gone as it was; something for next time.
  public func told(_ message: NoticedMessage, leftOut: Int = 0) -> Notice {
    letter(
      message, "About an email that you sent",
      [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) has been sent, just as you wrote it. There "
          + "is something about it that you will want to know."
      ] + reasons(message) + verified(message) + [
        "If it went to somebody who should not have it, tell \(office) now: the sooner we know, the more can be done."
      ] + closing(leftOut))
  }

  /// To the sender, with the message itself attached: it was not sent, and we keep no copy.
  /// - Parameter note: what an officer says to the sender.
  public func returned(_ message: NoticedMessage, id: HeldID, note: String? = nil) -> Notice {
    letter(
      message, "Your email was not sent: here it is back (\(id))",
      urgent(message) + [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) was not sent, and nobody has received it. "
          + "You will find it attached, whole. We have kept no copy.", "Reference: \(id)",
      ] + quoted(note) + reasons(message) + [
        "If it still needs to go, change what is said above and send it again. If you are not sure how, ask \(office)."
      ] + closing(0))
  }

  /// To the sender, with the message itself attached: nobody released it in time.
  /// - Parameter days: for how long it waited.
  public func expired(_ message: NoticedMessage, id: HeldID, days: Int) -> Notice {
    letter(
      message, "Your email was never sent (\(id))",
      urgent(message) + [
        "Your email of \(date(message.receivedAt)) to \(recipients(message)) waited for "
          + "\(number(days, "day", "days")), and nobody asked for it to be sent on. It was not sent, and nobody has received "
          + "it. You will find it attached, whole. We have kept no copy.", "Reference: \(id)",
      ] + reasons(message) + [
        "If it still needs to go, change what is said above and send it again. If you asked for it to be released and nothing came of that, "
          + "we are sorry: please tell \(office)."
      ] + closing(0))
  }

  /// To the sender: copies were to be sent on, and cannot be. It names no recipient: a notice travels as any mail does.
  func notSentOn(_ message: NoticedMessage, _ refusal: ReleaseRefusal, link: LinkDraft? = nil) -> Notice {
    let copies = "\(refusal.refused) of its \(number(refusal.refused + refusal.taken, "recipient", "recipients"))"
    return letter(
      message, "Your email could not be sent to everybody (\(refusal.id))",
      urgent(message) + [
        refusal.taken == 0
          ? "Your email of \(date(message.receivedAt)) was to be sent on, but our mail system refuses it. Nobody has "
            + "received it. It is safe, and waits."
          : "Your email of \(date(message.receivedAt)) has been sent on, but our mail system refuses it for \(copies). "
            + "The others have it.", "Reference: \(refusal.id)",
        "An address may be wrong, or the email too large. \(capitalised(office)) can tell you which address it is, and "
          + "why; give the reference.",
      ] + opening(link) + closing(0), link: link)
  }

  static let protecting =
    "How to protect it: put the confidential part in a document, give that a password, attach it, and send it again. "
    + "Tell the recipient the password by telephone, never in the same email or in another one."
}
