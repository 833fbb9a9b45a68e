public import Configuration
import Delivery
import Detection
import Extraction
public import Foundation
import Inspection
import MIME
import People
public import Policy

/// What `postern check` says of one message, in the shape of the command contract.
public struct CheckAnswer: Encodable, Sendable {
  public struct Identifier: Encodable, Hashable, Sendable {
    /// Of `IdentifierKind`.
    public var kind: String
    /// As written, a date of birth as ISO 8601.
    public var value: String
  }
  struct Recipient: Encodable {
    var address: String
    var kind: String
  }
  struct Attachment: Encodable {
    var name: String?
    var type: String
    var protection: String
    /// True when it takes a password to open it.
    var protected: Bool
    var characters: Int

    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: CodingKeys.self)
      try object.encode(name, forKey: .name)
      try object.encode(type, forKey: .type)
      try object.encode(protection, forKey: .protection)
      try object.encode(protected, forKey: .protected)
      try object.encode(characters, forKey: .characters)
    }

    enum CodingKeys: String, CodingKey { case name, type, protection, protected, characters }
  }
  struct Link: Encodable, Hashable {
    var service: String
    /// In words: "message", "attachment Letter.docx › links".
    var place: String
  }
  /// A part that could not be read in full.
  public struct Unreadable: Encodable, Sendable {
    /// Its file name, else its number.
    public var part: String
    /// Why, in plain words.
    public var reason: String
  }

  /// As the request named it.
  public let id: RequestID
  /// The strongest action for any recipient, as if every rule were enforced.
  public let action: String
  var rule: String?
  /// The ids of the rules that matched, strongest first.
  public let rules: [String]
  var cabinets: [String]
  public let categories: [String]
  /// Data subjects' full names as the records have them, else as written.
  public let people: [String]
  public let identifiers: [Identifier]
  var recipients: [Recipient]
  var attachments: [Attachment]
  public let unreadable: [Unreadable]
  /// Links to files kept elsewhere.
  var links: [Link]
  var ambiguities: [String]
  var requirements: [String]
  var mode: String?
  /// Each recipient's address → what becomes of their copy now, with the rules' modes as they are.
  var delivery: [String: String]
  /// Who may end the hold.
  var release: String?
  /// Why, strongest rule first, a sentence or two each.
  public let explanation: [String]
  var milliseconds: Double
  /// Each finding and why it was made; for whoever tunes the rules, and not part of the line of JSON.
  public let grounds: [Ground]

  /// The answer to one judged message.
  /// - Parameter tls: the service for what goes by verified TLS alone.
  public init(id: RequestID, _ judgement: Judgement, tls: VerifiedTLS? = nil) {
    let decision = judgement.decision
    let inspection = judgement.facts.inspection
    self.id = id
    action = decision.actionIfEnforced.rawValue
    rule = decision.matches.first?.rule
    rules = decision.matches.map(\.rule)
    cabinets = decision.cabinets.map(\.rawValue)
    let data = DataFound(
      inspection, people: judgement.people, grounds: Set(decision.matches.flatMap(\.findings)))
    // A file that is not read again says what it said before.
    let known = decision.actionIfEnforced >= .protect ? judgement.facts.knownFiles : []
    let said = Set(data.categories + known.flatMap(\.categories))
    categories = Detection.Category.allCases.map(\.rawValue).filter(said.contains)
    people = (data.people + known.flatMap(\.people)).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    identifiers = data.identifiers
    recipients = decision.recipients.map { Recipient(address: $0.address, kind: $0.kind.rawValue) }
    // Whose name mail programs read in several ways stands under each, as each may be what the recipient sees.
    attachments = inspection.parts.filter { $0.isAttachment || $0.name != nil }.flatMap { part in
      ([part.name] + part.otherNames).map { name in
        Attachment(
          name: name, type: part.type, protection: part.protection.rawValue,
          protected: [.openPassword, .weakPassword, .encryptedMail].contains(part.protection),
          characters: part.characters)
      }
    }
    let unreadParts = inspection.parts.compactMap { part in
      part.unreadable.map { Unreadable(part: part.name ?? "part \(part.number)", reason: $0) }
    }
    let failure = judgement.facts.failure.map { Unreadable(part: "message", reason: "\($0)") }
    let limits = inspection.limitsReached.map { Unreadable(part: "message", reason: $0) }
    unreadable = unreadParts + [failure].compactMap { $0 } + limits
    links = inspection.shareLinks.map { Link(service: $0.service.rawValue, place: $0.place.words) }
    ambiguities = Array(Set(inspection.ambiguities.map(\.kind.rawValue))).sorted()
    requirements = Array(Set(decision.recipients.flatMap { $0.requirementsIfEnforced.map(\.word) })).sorted()
    mode = decision.matches.map(\.mode).max()?.rawValue
    delivery = Dictionary(decision.deliveries, uniquingKeysWith: { max($0, $1) })
    release = decision.releaser?.rawValue
    explanation =
      Explanation.of(decision, judgement.facts, for: .officer) { judgement.people.person($0)?.fullName }.lines
      + decision.copyLines
      + (decision.recipients.contains { $0.requirementsIfEnforced.contains(.requireTLS) }
        ? [VerifiedTLS.words(isRelayed: tls?.isRelayed == true)] : [])
    milliseconds = judgement.milliseconds
    grounds = inspection.findings.map { Ground($0, in: inspection, people: judgement.people) }
  }

  /// The answer for a message that could not even be opened: it would be held.
  /// - Parameter recipients: addresses and what each is.
  public init(
    id: RequestID, failure: String, recipients: [(address: String, kind: AudienceKind)], milliseconds: Double = 0
  ) {
    self.id = id
    action = Action.hold.rawValue
    rule = "inspection.failed"
    rules = ["inspection.failed"]
    cabinets = ["general"]
    (categories, people, identifiers, attachments, ambiguities, links) = ([], [], [], [], [], [])
    self.recipients = recipients.map { Recipient(address: $0.address, kind: $0.kind.rawValue) }
    unreadable = [Unreadable(part: "message", reason: failure)]
    requirements = [Requirement.hold.word]
    mode = Mode.enforce.rawValue
    delivery = Dictionary(recipients.map { ($0.address, Action.hold.rawValue) }, uniquingKeysWith: { a, _ in a })
    release = nil
    explanation = [failure]
    grounds = []
    self.milliseconds = milliseconds
  }

  /// Null rather than absent where there is nothing: the contract names every key.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(id, forKey: .id)
    try object.encode(action, forKey: .action)
    try object.encode(rule, forKey: .rule)
    try object.encode(rules, forKey: .rules)
    try object.encode(cabinets, forKey: .cabinets)
    try object.encode(categories, forKey: .categories)
    try object.encode(people, forKey: .people)
    try object.encode(identifiers, forKey: .identifiers)
    try object.encode(recipients, forKey: .recipients)
    try object.encode(attachments, forKey: .attachments)
    try object.encode(unreadable, forKey: .unreadable)
    try object.encode(ambiguities, forKey: .ambiguities)
    try object.encode(requirements, forKey: .requirements)
    try object.encode(mode, forKey: .mode)
    try object.encode(delivery, forKey: .delivery)
    try object.encode(release, forKey: .release)
    try object.encode(explanation, forKey: .explanation)
    try object.encode(milliseconds, forKey: .milliseconds)
  }

  private enum CodingKeys: String, CodingKey {
    case id, action, rule, rules, cabinets, categories, people, identifiers, recipients, attachments, unreadable
    case ambiguities, requirements, mode, delivery, release, explanation, milliseconds
  }

  /// One line of JSON without a line end.
  public func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }
}
