import Detection
import Inspection
import People
import Policy

/// What a message says about whom, in the words of the command contract: D8 and D9 applied to the findings.
struct DataFound {
  private(set) var categories: [String] = []
  /// Data subjects' full names as the records have them, else as written.
  private(set) var people: [String] = []
  private(set) var identifiers: [CheckAnswer.Identifier] = []

  private let index: PeopleIndex

  /// - Parameter grounds: numbers of the findings on which the rules that matched rest.
  init(_ inspection: Inspection, people index: PeopleIndex, grounds: Set<Int>) {
    self.index = index
    var found: Set<Detection.Category> = []
    var names: Set<String> = []
    var seen: Set<CheckAnswer.Identifier> = []
    for (number, finding) in inspection.findings.enumerated() {
      let isAboutSomebody: Bool
      switch finding.what {
      case .category(let category, _):
        isAboutSomebody = !finding.subjects.isEmpty
        // Being on a list of recipients under a telling topic is the information.
        if isAboutSomebody || category == .credentials || grounds.contains(number) { found.insert(category) }
      case .identifier(let kind, let value):
        guard tells(kind, finding) else { continue }
        isAboutSomebody = !finding.subjects.isEmpty
        let identifier = CheckAnswer.Identifier(kind: kind.rawValue, value: value)
        if seen.insert(identifier).inserted { identifiers.append(identifier) }
        // A card is money in whoever's hand.
        if isAboutSomebody || kind.category == .credentials || kind == .cardNumber { found.formUnion(kind.categories) }
      case .person:
        isAboutSomebody = finding.subjects.contains(where: isChild)
      }
      guard isAboutSomebody else { continue }
      for name in self.names(finding) where names.insert(name.lowercased()).inserted { people.append(name) }
    }
    addFamily(inspection, &names)
    // "Even something as simple as a person's name … is personal data."
    if found.isEmpty, !people.isEmpty { found.insert(.personalBasic) }
    categories = Detection.Category.allCases.filter(found.contains).map(\.rawValue)
  }

  /// "Mrs Burton (Alfie, 3H) owes £61": what is said of a child is said of the parents who are named beside.
  private mutating func addFamily(_ inspection: Inspection, _ names: inout Set<String>) {
    let children = Set(inspection.findings.flatMap(\.subjects).filter(isChild))
    let told = ["people.full_name", "people.title_surname", "people.preferred_name"]
    for finding in inspection.findings
    where finding.what == .person && !finding.isAmbiguous && finding.cell == nil
      && told.contains(finding.evidence.recogniser)
    {
      guard case .recorded(let number)? = finding.subjects.first, !isChild(.recorded(number)),
        index.children(of: number).contains(where: { children.contains(.recorded($0)) })
      else { continue }
      for name in self.names(finding) where names.insert(name.lowercased()).inserted { people.append(name) }
    }
  }

  /// Telephone numbers and addresses tell only of a child; those of colleagues and offices are how one reaches them.
  /// An account is personal when it is a person's.
  private func tells(_ kind: IdentifierKind, _ finding: Finding) -> Bool {
    switch kind {
    // In a child's row of a list they are most often a parent's.
    case .phone, .emailAddress: finding.cell == nil && finding.subjects.contains(where: isChild)
    case .postcode, .vehicleRegistration, .ipAddress, .macAddress:
      finding.subjects.contains(where: isChild)
    case .iban, .sortCode, .bankAccount: !finding.subjects.isEmpty
    default: true
    }
  }

  private func isChild(_ subject: DataSubject) -> Bool {
    guard case .recorded(let number) = subject, let person = index.person(number) else { return false }
    return person.kind == .pupil || person.kind == .formerPupil || person.kind == .applicant
  }

  /// The subjects' names. Where several people fit, the name that all of them bear, or none.
  private func names(_ finding: Finding) -> [String] {
    let names = finding.subjects.compactMap { index.name(of: $0) }
    guard finding.isAmbiguous else { return names }
    return Set(names).count == 1 ? Array(names.prefix(1)) : []
  }
}

extension IdentifierKind {
  /// An account or card is both a number and money.
  fileprivate var categories: Set<Detection.Category> {
    category == .financial ? [.financial, .identifiers] : [category]
  }
}
