import Configuration
import Foundation
import Policy

/// What the index keeps of one held message.
public final class HeldEntry: Sendable {
  public let summary: HeldSummary
  /// Its facts; nil once it is shredded.
  public let facts: Facts?
  /// Digests of those who may not know of it (D17).
  let hiddenFrom: [Data]
  /// See `StoreSecrets.school`.
  let school: Data?
  /// Messages of one kind are seen by the same officers, unless it is about one of them.
  let kind: Kind
  /// What a search looks through, folded.
  let words: [UInt8]

  struct Kind: Hashable, Sendable {
    var cabinets: [Cabinet]
    var school: Data?
  }

  /// What a line of the list shows, to those who may see it.
  public struct Facts: Hashable, Sendable {
    public var sender: String
    public var subject: String
    /// "safeguarding (serious)".
    public var categories: [String]
    public var people: [String]
    public var recipients: [HeldMessage.Facts.Recipient]
    public var ruleTitles: [String]
    /// Of the content, in bytes.
    public var size: Int
    let senders: Set<String>
    let hiddenFrom: Set<String>
    let subjects: Set<String>
    let concernsConduct: Bool
  }

  init(_ row: HeldRow, _ summary: HeldSummary, _ record: HeldRecord?, school: Data?) {
    self.summary = summary
    self.school = school
    kind = Kind(cabinets: summary.cabinets, school: school)
    let length = StoreSecrets.digestLength
    hiddenFrom = stride(from: 0, to: row.hiddenFrom.count, by: length).map {
      Data(row.hiddenFrom.dropFirst($0).prefix(length))
    }
    facts = record.map { record in
      let message = record.message
      return Facts(
        sender: message.identity, subject: message.facts.subject, categories: message.facts.categories,
        people: message.facts.people, recipients: message.facts.recipients,
        ruleTitles: message.rules.filter { $0.mode != .watch }.map(\.title), size: record.size,
        senders: message.senders, hiddenFrom: Set(message.hiddenFrom),
        subjects: Set(message.conductSubjects.map { $0.lowercased() }), concernsConduct: message.concernsConduct)
    }
    words = Self.words(summary, facts)
  }

  private static func words(_ summary: HeldSummary, _ facts: Facts?) -> [UInt8] {
    var texts = [summary.id.description, summary.id.description.replacingOccurrences(of: "-", with: "")]
    if let facts {
      texts += [facts.sender, facts.subject] + facts.people + facts.recipients.map(\.address)
    }
    return folded(texts.joined(separator: "\n"))
  }

  /// In the form in which searches compare: without case, accents and width.
  static func folded(_ text: String) -> [UInt8] {
    Array(
      text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil).utf8)
  }

  /// What has to be known to say who may do what with it.
  func access(_ schools: [Data: String]) -> MessageAccess {
    MessageAccess(
      cabinets: summary.cabinets, school: school.flatMap { schools[$0] }, senders: facts?.senders ?? [],
      hiddenFrom: facts?.hiddenFrom ?? [], subjects: facts?.subjects ?? [], releaser: summary.releaser,
      concernsConduct: facts?.concernsConduct ?? false)
  }
}
