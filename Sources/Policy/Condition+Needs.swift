import Detection
import Inspection

/// What most messages have nothing of. A rule that needs one of them is not asked about where the message has none: of a
/// plain letter that leaves a few rules of a hundred.
struct Marks: OptionSet, Sendable {
  let rawValue: UInt16

  static let findings = Marks(rawValue: 1 << 0)
  static let attachments = Marks(rawValue: 1 << 1)
  static let unreadableParts = Marks(rawValue: 1 << 2)
  static let ambiguities = Marks(rawValue: 1 << 3)
  static let shareLinks = Marks(rawValue: 1 << 4)
  static let failures = Marks(rawValue: 1 << 5)
  static let bareSecret = Marks(rawValue: 1 << 6)
  static let retraction = Marks(rawValue: 1 << 7)
  static let knownFiles = Marks(rawValue: 1 << 8)
  static let staleRecords = Marks(rawValue: 1 << 9)
  static let greeting = Marks(rawValue: 1 << 10)
  static let protectionAsked = Marks(rawValue: 1 << 11)
}

extension Condition {
  /// What a message must have for this condition to hold, whoever its recipients are. What is left out here is only asked
  /// about in vain; what is put in wrongly would let mail through.
  var needs: Marks {
    switch self {
    case .all(let conditions): conditions.reduce(into: []) { $0.formUnion($1.needs) }
    case .any(let conditions):
      conditions.dropFirst().reduce(conditions.first?.needs ?? []) { $0.intersection($1.needs) }
    case .finding: .findings
    case .attachment(let condition): condition.needs
    case .ambiguous: .ambiguities
    case .shareLink: .shareLinks
    case .inspection: .failures
    case .bareSecret(let wanted): wanted ? .bareSecret : []
    case .retraction(let wanted): wanted ? .retraction : []
    case .asksProtection(let wanted): wanted ? .protectionAsked : []
    case .knownFile: .knownFiles
    case .records(let isStale): isStale ? .staleRecords : []
    case .greeting: .greeting
    case .not, .sender, .recipient, .visible, .guests, .submission: []
    }
  }
}

extension AttachmentCondition {
  /// All that is asked must be true of one part.
  fileprivate var needs: Marks {
    var needs: Marks = []
    if isAttachment == true { needs.insert(.attachments) }
    if isUnreadable == true || !unreadableKinds.isEmpty { needs.insert(.unreadableParts) }
    return needs
  }
}

extension Judge {
  /// What the message has.
  var marks: Marks {
    var marks: Marks = []
    if !table.findings.isEmpty { marks.insert(.findings) }
    for part in parts {
      if part.isAttachment { marks.insert(.attachments) }
      if part.unreadable != nil || part.unreadableKind != nil { marks.insert(.unreadableParts) }
    }
    if !ambiguities.isEmpty { marks.insert(.ambiguities) }
    if !facts.inspection.shareLinks.isEmpty { marks.insert(.shareLinks) }
    if !failures.isEmpty { marks.insert(.failures) }
    if facts.inspection.mayHoldSecret { marks.insert(.bareSecret) }
    if facts.inspection.isRetraction { marks.insert(.retraction) }
    if facts.asksProtection { marks.insert(.protectionAsked) }
    if !facts.knownFiles.isEmpty { marks.insert(.knownFiles) }
    if facts.recordsAreStale { marks.insert(.staleRecords) }
    if greetingFits != nil { marks.insert(.greeting) }
    return marks
  }
}
