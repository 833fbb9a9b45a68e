import Configuration
import Detection
import Inspection
import People

extension Cabinet {
  /// Whose held mail it is (D17): child protection's alone where one of its categories is in it; the staff's where all
  /// is about staff; else those of the categories, by the role matrix; else the compliance officer's.
  static func of(_ facts: MessageFacts, stoppedBy matches: [RuleMatch], access: RoleMatrix) -> [Cabinet] {
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
    func isDue(_ cabinet: Cabinet) -> Bool {
      access.cabinets[cabinet].map { !$0.categories.isDisjoint(with: categories) } ?? false
    }
    // What a file that is known was held for, it is held for again.
    let known = Set(facts.knownFiles.flatMap(\.cabinets))
    if isDue(.childProtection) || known.contains(.childProtection) { return [.childProtection] }
    let isStaffs = isAboutSomebody && isAboutStaff
    let cabinets = Cabinet.allCases.filter { cabinet in
      cabinet != .general && (known.contains(cabinet) || (isStaffs ? cabinet == .staffHR : isDue(cabinet)))
    }
    return cabinets.isEmpty ? [.general] : cabinets
  }
}

extension MessageFacts {
  fileprivate func isStaff(_ subject: DataSubject) -> Bool {
    guard case .recorded(let person) = subject, let kind = subjectKinds[person] else { return false }
    return kind == .staff || kind == .governor
  }
}
