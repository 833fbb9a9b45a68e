import Detection
import Extraction
import Inspection
import MIME
import People

/// Answers whether a condition holds for one recipient of one message.
struct Judge {
  let facts: MessageFacts
  let parts: [PartSummary]
  private let visible: Families
  private let guests: Families
  private let guarded: Set<Int>
  private let access: RoleMatrix
  private(set) var table: FindingTable
  /// Nil where nobody is greeted by name, or it cannot be told.
  let greetingFits: Bool?
  private var attachments: [AttachmentCondition: Bool] = [:]
  private static let fewParts = 8
  let failures: Set<FailureKind>
  let ambiguities: Set<Ambiguity.Kind>

  init(_ facts: MessageFacts, access: RoleMatrix) {
    self.facts = facts
    self.access = access
    // Mail that pupils send is not judged by what stands in it (D2), whatever an inspection may say.
    let isRead = facts.sender.kind != .pupil
    table = FindingTable(isRead ? facts.inspection : Inspection(), kinds: facts.subjectKinds)
    parts = isRead ? facts.inspection.parts : []
    ambiguities = isRead ? Set(facts.inspection.ambiguities.map(\.kind)) : []
    var failures = Set([facts.failure?.kind].compactMap(\.self))
    if !facts.inspection.limitsReached.isEmpty { failures.insert(.limitsReached) }
    self.failures = isRead ? failures : []
    visible = Families(facts.visible)
    guests = Families(facts.guests)
    guarded = Set(facts.guardedSubjects.compactMap(table.number))
    greetingFits = isRead ? facts.greetingFits : nil
  }

  func view(_ audience: Audience) -> RecipientView {
    RecipientView(audience, sender: facts.sender, table: table, access: access, guarded: guarded)
  }

  mutating func holds(_ condition: Condition, _ recipient: RecipientView) -> Bool {
    switch condition {
    case .all(let conditions):
      for condition in conditions where !holds(condition, recipient) { return false }
      return true
    case .any(let conditions):
      for condition in conditions where holds(condition, recipient) { return true }
      return false
    case .not(let condition): return !holds(condition, recipient)
    case .sender(let condition): return condition.fits(facts.sender)
    case .recipient(let condition): return condition.fits(recipient)
    case .greeting(let fits): return greetingFits == fits
    case .visible(let condition): return condition.fits(visible)
    case .guests(let condition): return condition.fits(guests)
    case .attachment(let condition): return holds(condition)
    case .ambiguous(let kinds): return !kinds.isDisjoint(with: ambiguities)
    case .shareLink(let services): return facts.inspection.shareLinks.contains { services.contains($0.service) }
    case .inspection(let kinds): return !kinds.isDisjoint(with: failures)
    case .submission(let kinds): return kinds.contains(facts.submission)
    case .bareSecret(let wanted): return facts.inspection.mayHoldSecret == wanted
    case .retraction(let wanted): return facts.inspection.isRetraction == wanted
    case .asksProtection(let wanted): return facts.asksProtection == wanted
    case .knownFile(let pasts): return facts.knownFiles.contains { pasts.contains($0.past) }
    case .records(let isStale): return facts.recordsAreStale == isStale
    case .finding(let condition, let slot):
      return table.selection(condition, slot: slot).holds(condition, recipient)
    }
  }

  /// Marks the findings that make a condition that holds be true; those under `not` are no reason.
  mutating func mark(_ condition: Condition, _ recipient: RecipientView, in marks: inout [Bool]) {
    switch condition {
    case .all(let conditions):
      for condition in conditions { mark(condition, recipient, in: &marks) }
    case .any(let conditions):
      for condition in conditions where holds(condition, recipient) { mark(condition, recipient, in: &marks) }
    case .finding(let condition, let slot):
      let selection = table.selection(condition, slot: slot)
      for bucket in selection.buckets {
        for index in bucket.findings where !marks[index] {
          marks[index] = condition.concerns(
            table.subjects(ofFinding: index), isAmbiguous: table.findings[index].isAmbiguous, bucket.category, recipient
          )
        }
      }
    default: break
    }
  }

  private mutating func holds(_ condition: AttachmentCondition) -> Bool {
    // Looking at a few parts costs less than finding what is known.
    if parts.count <= Self.fewParts { return parts.contains(where: condition.fits) }
    if let known = attachments[condition] { return known }
    let answer = parts.contains(where: condition.fits)
    attachments[condition] = answer
    return answer
  }
}

extension InspectionFailure {
  var kind: FailureKind {
    switch self {
    case .outOfTime: .outOfTime
    case .workerDied: .workerDied
    case .overloaded: .overloaded
    case .invalidAnswer: .invalidAnswer
    case .unavailable: .unavailable
    }
  }
}
