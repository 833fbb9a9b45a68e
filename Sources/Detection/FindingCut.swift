/// Keeps of too many findings those that rules ask for: of every kind some, then one for each person, then the gravest.
struct FindingCut {
  /// Of each kind of finding so many stay whatever else there is, each about another person while there are any.
  private static let ofEachKind = 25

  let findings: [Finding]

  /// Distinct people whom the findings are about; of alternatives one.
  static func people(_ findings: [Finding]) -> Int {
    var people: Set<DataSubject> = []
    for finding in findings {
      if finding.isAmbiguous {
        people.formUnion(finding.subjects.prefix(1))
      } else {
        people.formUnion(finding.subjects)
      }
    }
    return people.count
  }

  /// At most `count` of them, each once.
  func kept(_ count: Int) -> [Finding] {
    let order = findings.indices.sorted { (-weight($0), $0) < (-weight($1), $1) }
    var kept: Set<Int> = []
    var people: Set<DataSubject> = []
    var kinds: [Kind: (count: Int, people: Set<DataSubject>)] = [:]
    for index in order where kept.count < count {
      let finding = findings[index]
      var kind = kinds[Kind(finding)] ?? (0, [])
      guard kind.count < Self.ofEachKind, finding.subjects.isEmpty || !kind.people.isSuperset(of: finding.subjects)
      else {
        continue
      }
      kind.count += 1
      kind.people.formUnion(finding.subjects)
      kinds[Kind(finding)] = kind
      kept.insert(index)
      people.formUnion(finding.subjects)
    }
    for index in order where kept.count < count && !people.isSuperset(of: findings[index].subjects) {
      kept.insert(index)
      people.formUnion(findings[index].subjects)
    }
    for index in order where kept.count < count { kept.insert(index) }
    return kept.sorted().map { findings[$0] }
  }

  private func weight(_ index: Int) -> Int {
    let finding = findings[index]
    return switch finding.what {
    case .category(_, .serious): finding.subjects.isEmpty ? 2 : 5
    case .identifier: finding.subjects.isEmpty ? 3 : 4
    case .category: finding.subjects.isEmpty ? 0 : 3
    case .person: 1
    }
  }

  private enum Kind: Hashable {
    case identifier(IdentifierKind)
    case category(Category, Grade)
    case person

    init(_ finding: Finding) {
      switch finding.what {
      case .identifier(let kind, _): self = .identifier(kind)
      case .category(let category, let grade): self = .category(category, grade)
      case .person: self = .person
      }
    }
  }
}
