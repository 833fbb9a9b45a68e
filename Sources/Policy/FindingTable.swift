public import Detection
import Extraction
import Inspection
import People

/// The findings of one message, arranged so that many rules and many recipients can be asked about them quickly:
/// what does not depend on the recipient is worked out once for each condition.
struct FindingTable {
  let findings: [Finding]
  private let texts: [TextSummary]
  private let parts: [PartSummary]
  private let kinds: [PersonNumber: PersonKind]
  /// The data subjects in this message, numbered from 0.
  private(set) var subjects: [DataSubject] = []
  private var numbers: [DataSubject: Int] = [:]
  /// For each finding, its subjects' numbers.
  private var subjectsOfFinding: [[Int]] = []
  private var selections: [Selection?] = []

  /// What a condition picks, before a recipient is looked at.
  struct Selection {
    var findings: [Int] = []
    /// Some finding is about nobody identifiable.
    var hasUnlinked = false
    var buckets: [Bucket] = []
  }

  /// Findings of one category, or all together where the condition does not ask what is granted.
  struct Bucket {
    var category: Detection.Category?
    var findings: [Int] = []
    /// Distinct subjects who are certain, and the same as flags.
    var subjects: [Int] = []
    var has: [Bool]
    /// Names that several people bear: one of each group is meant, and nobody knows which.
    var groups: [[Int]] = []
    /// Some finding is about nobody identifiable.
    var hasUnlinked = false
  }

  init(_ inspection: Inspection, kinds: [PersonNumber: PersonKind]) {
    findings = inspection.findings
    texts = inspection.texts
    parts = inspection.parts
    self.kinds = kinds
    subjectsOfFinding.reserveCapacity(findings.count)
    for finding in findings {
      subjectsOfFinding.append(
        finding.subjects.map { subject in
          if let number = numbers[subject] { return number }
          let number = subjects.count
          numbers[subject] = number
          subjects.append(subject)
          return number
        })
    }
  }

  func number(of person: PersonNumber) -> Int? { numbers[.recorded(person)] }
  func subjects(ofFinding index: Int) -> [Int] { subjectsOfFinding[index] }

  /// What the condition picks; worked out when first asked for.
  mutating func selection(_ condition: FindingCondition, slot: Int) -> Selection {
    if slot < selections.count, let selection = selections[slot] { return selection }
    let selection = select(condition)
    while selections.count <= slot { selections.append(nil) }
    selections[slot] = selection
    return selection
  }

  private func select(_ condition: FindingCondition) -> Selection {
    var selection = Selection()
    var places: [Detection.Category?: Int] = [:]
    for (index, finding) in findings.enumerated() where fits(finding, condition) {
      let all = subjectsOfFinding[index]
      let counted = all.filter { counts(subjects[$0], condition) }
      if !all.isEmpty, counted.isEmpty { continue }
      if all.isEmpty {
        if condition.isKnown != nil || !condition.subjects.isEmpty { continue }
        selection.hasUnlinked = true
      }
      selection.findings.append(index)
      let key: Detection.Category? = condition.isGranted == nil ? nil : category(of: finding.what)
      let place =
        places[key]
        ?? {
          selection.buckets.append(Bucket(category: key, has: Array(repeating: false, count: subjects.count)))
          places[key] = selection.buckets.count - 1
          return selection.buckets.count - 1
        }()
      selection.buckets[place].add(index, counted, isAmbiguous: finding.isAmbiguous)
    }
    return selection
  }

  private func isAttached(_ text: TextSummary) -> Bool {
    guard let part = text.place.part, parts.indices.contains(part) else { return false }
    return parts[part].isAttachment
  }

  /// Quoted, or in a message that the message carries.
  private func isEarlier(_ text: TextSummary) -> Bool {
    if text.isQuoted { return true }
    guard let part = text.place.part, parts.indices.contains(part) else { return false }
    let number = parts[part].number
    return parts.contains { $0.type == "message/rfc822" && (number == $0.number || number.hasPrefix($0.number + ".")) }
  }

  private func counts(_ subject: DataSubject, _ condition: FindingCondition) -> Bool {
    switch subject {
    case .named: condition.isKnown != true && condition.subjects.isEmpty
    case .recorded(let person):
      condition.isKnown != false
        && (condition.subjects.isEmpty || kinds[person].map(condition.subjects.contains) == true)
    }
  }

  private func fits(_ finding: Finding, _ condition: FindingCondition) -> Bool {
    guard finding.confidence >= condition.confidence else { return false }
    let asksForWhat = !condition.categories.isEmpty || !condition.identifiers.isEmpty || condition.names
    switch finding.what {
    case .category(let category, let grade):
      if asksForWhat && !condition.categories.contains(category) { return false }
      if let least = condition.grade, grade < least { return false }
    case .identifier(let kind, _):
      if asksForWhat && !condition.identifiers.contains(kind) { return false }
    case .person:
      if asksForWhat && !condition.names { return false }
    }
    if !condition.recognisers.isEmpty, !condition.recognisers.contains(finding.evidence.recogniser) { return false }
    if condition.hasChecksum != nil, finding.evidence.checksum != condition.hasChecksum { return false }
    guard
      !condition.texts.isEmpty || condition.isQuoted != nil || condition.isAttached != nil || condition.isEarlier != nil
    else { return true }
    guard texts.indices.contains(finding.text) else { return false }
    let text = texts[finding.text]
    if !condition.texts.isEmpty, !condition.texts.contains(text.kind) { return false }
    if let wanted = condition.isAttached, wanted != isAttached(text) { return false }
    if let wanted = condition.isEarlier, wanted != isEarlier(text) { return false }
    return condition.isQuoted == nil || condition.isQuoted == text.isQuoted
  }

  /// The category that a partner must have been granted for this finding.
  func category(of what: Finding.What) -> Detection.Category {
    switch what {
    case .category(let category, _): category
    case .identifier(let kind, _): kind.category
    case .person: .personalBasic
    }
  }
}

extension FindingTable.Bucket {
  fileprivate mutating func add(_ finding: Int, _ subjects: [Int], isAmbiguous: Bool) {
    findings.append(finding)
    if subjects.isEmpty { hasUnlinked = true }
    if isAmbiguous, subjects.count > 1 {
      let group = subjects.sorted()
      if !groups.contains(group) { groups.append(group) }
      return
    }
    for subject in subjects where !has[subject] {
      has[subject] = true
      self.subjects.append(subject)
    }
  }
}

extension IdentifierKind {
  /// The category of data that such a number is: what a partner must have been granted to receive it.
  public var category: Detection.Category {
    switch self {
    case .password, .oneTimeCode, .secretKey: .credentials
    case .cardNumber, .iban, .sortCode, .bankAccount: .financial
    case .postcode, .phone, .emailAddress, .vehicleRegistration, .ipAddress, .macAddress: .personalBasic
    case .upn, .uln, .uci, .nhsNumber, .chiNumber, .hcNumber, .nino, .trn, .utr, .passport, .drivingLicence, .visa,
      .dbsCertificate, .caseReference, .dateOfBirth:
      .identifiers
    }
  }
}
