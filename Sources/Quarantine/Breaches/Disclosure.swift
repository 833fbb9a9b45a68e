/// Personal data that the school gave to somebody who asked with a right to ask: an act of its own, and no breach.
public struct Disclosure: Hashable, Sendable, Identifiable {
  public var id: DisclosureID
  /// When it was entered; Unix time in seconds.
  public var enteredAt: Int64
  /// Who entered it.
  public var enteredBy: String
  public var record: DisclosureRecord
}

/// What is sealed of it. It is never changed: a mistake is corrected by another one that names it.
public struct DisclosureRecord: Hashable, Sendable, Codable {
  public enum Kind: String, Codable, CaseIterable, Sendable, Hashable {
    /// To the police or another authority that prevents, detects or prosecutes crime (Data Protection Act 2018,
    /// Schedule 2, paragraph 2).
    case police
    /// To the person whose data it is, or who acts for them (UK GDPR Article 15).
    case subjectAccess = "subject_access"
    /// By order of a court or another duty under a law (Data Protection Act 2018, Schedule 2, paragraph 5).
    case legalDuty = "legal_duty"
    /// To those who protect children (Children Act 1989, sections 17 and 47; Data Protection Act 2018, Schedule 1,
    /// paragraph 18).
    case safeguarding
    case other

    public var title: String {
      switch self {
      case .police: "Police or another authority"
      case .subjectAccess: "Subject access request"
      case .legalDuty: "Court order or legal duty"
      case .safeguarding: "Protection of a child"
      case .other: "Other"
      }
    }
  }

  public var kind: Kind
  /// Who asked: name, office, their reference.
  public var askedBy: String
  public var legalBasis: String
  /// What was given, in words; not the data itself.
  public var given: String
  /// Whose data, in words; may be empty.
  public var about: String
  /// When it was given; Unix time in seconds.
  public var givenAt: Int64
  /// The one that this corrects.
  public var corrects: String?
  /// Addresses, lower case, of officers who may not learn of it, being whom it is about (D17).
  public var hiddenFrom: [String]

  public init(
    kind: Kind, askedBy: String, legalBasis: String, given: String, about: String = "", givenAt: Int64,
    corrects: DisclosureID? = nil, hiddenFrom: [String] = []
  ) {
    self.kind = kind
    self.askedBy = askedBy
    self.legalBasis = legalBasis
    self.given = given
    self.about = about
    self.givenAt = givenAt
    self.corrects = corrects.map { "\($0)" }
    self.hiddenFrom = hiddenFrom.map { $0.lowercased() }
  }
}
