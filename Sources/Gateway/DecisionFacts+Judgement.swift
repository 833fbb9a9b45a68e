import Detection
import Extraction
import Inspection
import MIME
import Milter
import People
import Policy
import Quarantine

extension DecisionFacts {
  /// Kinds and counts of a judged message (D11). Nil for one that leaves no trace anywhere (D18).
  init?(_ judgement: Judgement, reply: String, time: Int64) {
    let (facts, decision) = (judgement.facts, judgement.decision)
    guard !decision.isUnseen else { return nil }
    self.init(
      time: time, ruleSet: decision.ruleSetVersion, action: decision.action.rawValue,
      actionIfEnforced: decision.actionIfEnforced.rawValue, reply: reply, submission: facts.submission.rawValue,
      sender: facts.sender.kind.rawValue)
    conduct = judgement.hiddenFrom.isEmpty ? nil : true
    staleRecords = facts.recordsAreStale ? true : nil
    recipients = Self.kinds(facts.recipients)
    visible = Self.kinds(facts.visible)
    categories = Self.categories(facts.inspection.findings)
    identifiers = Self.identifiers(facts.inspection.findings)
    people = Set(facts.inspection.findings.flatMap(\.subjects)).count
    attachments = facts.inspection.parts.filter { $0.isAttachment || $0.name != nil }.map { part in
      Attachment(
        type: Self.wellKnown(part.type), protection: part.protection.rawValue, unreadable: part.unreadableKind?.rawValue
      )
    }
    ambiguities = Set(facts.inspection.ambiguities.map(\.kind.rawValue)).sorted()
    failure = facts.failure.map { Self.word(for: $0) }
    rules = decision.matches.map { Rule(id: $0.rule, mode: $0.mode.rawValue) }
    milliseconds = Int(judgement.milliseconds)
  }

  private static func kinds(_ audiences: [Audience]) -> [String: Int] {
    audiences.reduce(into: [:]) { $0[$1.kind.rawValue, default: 0] += 1 }
  }

  private static func categories(_ findings: [Finding]) -> [Category] {
    var found: [String: Category] = [:]
    var people: [String: Set<DataSubject>] = [:]
    for finding in findings {
      guard case .category(let category, let grade) = finding.what else { continue }
      let key = "\(category.rawValue) \(grade.rawValue)"
      var entry =
        found[key]
        ?? Category(category: category.rawValue, grade: grade.rawValue, confidence: 0, count: 0, people: 0)
      entry.count += 1
      entry.confidence = max(entry.confidence, Int((finding.confidence * 100).rounded()))
      people[key, default: []].formUnion(finding.subjects)
      entry.people = people[key]?.count ?? 0
      found[key] = entry
    }
    return found.keys.sorted().compactMap { found[$0] }
  }

  private static func identifiers(_ findings: [Finding]) -> [String: Int] {
    var values: [String: Set<String>] = [:]
    for finding in findings {
      guard case .identifier(let kind, let value) = finding.what else { continue }
      values[kind.rawValue, default: []].insert(value)
    }
    return values.mapValues(\.count)
  }

  /// IANA's top-level media types, and the types that schools really send.
  private static let families: Set<String> = [
    "application", "audio", "font", "image", "message", "model", "multipart", "text", "video",
  ]
  private static let types: Set<String> = [
    "text/plain", "text/html", "text/csv", "text/calendar", "text/rtf", "application/pdf", "application/rtf",
    "application/zip", "application/octet-stream", "application/msword", "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint", "application/vnd.ms-outlook", "application/ms-tnef",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation", "application/pkcs7-mime", "application/pkcs7-signature",
    "application/x-7z-compressed", "application/gzip", "image/jpeg", "image/png", "image/gif", "image/heic",
    "image/tiff", "audio/mpeg", "video/mp4", "message/rfc822",
  ]

  private static func wellKnown(_ type: String) -> String {
    if types.contains(type) { return type }
    let family = String(type.prefix { $0 != "/" })
    return families.contains(family) ? family : "other"
  }

  private static func word(for failure: InspectionFailure) -> String {
    switch failure {
    case .outOfTime: "out-of-time"
    case .workerDied: "worker-died"
    case .overloaded: "overloaded"
    case .invalidAnswer: "invalid-answer"
    case .unavailable: "unavailable"
    }
  }
}
