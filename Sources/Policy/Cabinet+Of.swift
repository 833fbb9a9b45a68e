import Configuration
import Detection
import Inspection
import People

extension Cabinet {
  /// Whose held mail it is (D17): child protection alone where safeguarding is in it; the staff's where all is about
  /// staff; else those of the categories; else the compliance officer's.
  static func of(_ facts: MessageFacts, stoppedBy matches: [RuleMatch]) -> [Cabinet] {
    let findings = facts.inspection.findings
    let stopping = Set(matches.flatMap(\.findings))
    var categories: Set<Detection.Category> = []
    var isAboutSomebody = false
    var isAboutStaff = true
    for (index, finding) in findings.enumerated() {
      guard stopping.contains(index) || (!finding.subjects.isEmpty && finding.confidence >= 0.5) else { continue }
      if !finding.subjects.isEmpty {
        isAboutSomebody = true
        // A colleague who is also a parent at the school is one of two people who fit.
        isAboutStaff =
          isAboutStaff
          && (finding.isAmbiguous
            ? finding.subjects.contains(where: facts.isStaff) : finding.subjects.allSatisfy(facts.isStaff))
      }
      switch finding.what {
      case .category(let category, _): categories.insert(category)
      case .identifier(let kind, _): categories.insert(kind.category)
      case .person: break
      }
    }
    if categories.contains(.safeguarding) { return [.childProtection] }
    if isAboutSomebody, isAboutStaff { return [.staffHR] }
    var cabinets: [Cabinet] = []
    if categories.contains(.financial) { cabinets.append(.financial) }
    if categories.contains(.health) || categories.contains(.genetic) { cabinets.append(.health) }
    if categories.contains(.sen) { cabinets.append(.sen) }
    return cabinets.isEmpty ? [.general] : cabinets
  }
}

extension MessageFacts {
  fileprivate func isStaff(_ subject: DataSubject) -> Bool {
    guard case .recorded(let person) = subject, let kind = subjectKinds[person] else { return false }
    return kind == .staff || kind == .governor
  }
}
