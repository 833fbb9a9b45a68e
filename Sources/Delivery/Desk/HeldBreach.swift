public import Configuration
public import Policy
public import Quarantine
import Spool

/// What a held message tells the breach register, where an officer opens a record about it.
public struct HeldBreach: Hashable, Sendable {
  public var held: HeldID
  public var cabinets: [Cabinet]
  /// The school's name; nil for none.
  public var school: String?
  /// Whose message it is: an address, lower case.
  public var sender: String
  public var subject: String
  public var messageID: String?
  public var queueID: String?
  /// Unix time in seconds.
  public var receivedAt: Int64
  public var recipients: [HeldMessage.Facts.Recipient]
  /// Those of them who have it.
  public var taken: [String]
  public var people: [String]
  public var categories: [String]
  public var files: Int
  /// Addresses, lower case, of those who may not learn of the record (D17).
  public var hiddenFrom: [String]
}

extension Desk {
  /// The facts with which a record can be opened.
  public func breach(from id: HeldID, by reader: Reader) throws(DeskError) -> HeldBreach {
    let seen = try open(id, to: reader)
    guard let message = seen.detail.message else { throw decided(id) }
    let outcome = seen.detail.outcome
    let withheld = Set((outcome?.withheld ?? []) + (outcome?.refused.map(\.address) ?? []))
    let taken =
      seen.detail.summary.state == .released
      ? message.envelope.recipients.map(\.address).filter { !withheld.contains($0) } : outcome?.taken ?? []
    return HeldBreach(
      held: id, cabinets: message.cabinets, school: seen.access.school, sender: message.identity,
      subject: message.facts.subject, messageID: message.messageID, queueID: outcome?.queueID ?? message.queueID,
      receivedAt: message.receivedAt, recipients: message.facts.recipients, taken: taken, people: message.facts.people,
      categories: message.facts.categories, files: message.files?.count ?? 0, hiddenFrom: message.hiddenFrom)
  }
}
