/// What the register keeps of a breach. UK GDPR Article 33(5) asks for the facts, the effects and the remedial action;
/// Article 33(3) and the ICO's form for reporting (ico.org.uk, "Report a personal data breach") say which. The raw value is
/// the word of the command line.
public enum BreachField: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable, Hashable {
  // What happened (Article 33(3)(a)).
  case what, how, discovery, happened, known
  // Whose and which data.
  case people
  case peopleCount = "people_count"
  case records, data
  /// Who got it, or may have.
  case recipients
  // Effects (Article 33(3)(c)) and remedy (Article 33(3)(d)).
  case consequences, measures, before
  // Risk.
  case likelihood, severity
  case riskReasons = "risk_reasons"
  // Telling the Commissioner (Article 33) and the people (Article 34).
  case ico
  case icoReasons = "ico_reasons"
  case icoTold = "ico_told"
  case icoReference = "ico_reference"
  /// Why the Commissioner was told later than 72 hours (Article 33(1)).
  case lateReasons = "late_reasons"
  case tellPeople = "tell_people"
  case tellPeopleReasons = "tell_people_reasons"
  case peopleTold = "people_told"
  case lessons, controller, school

  public enum Kind: Hashable, Sendable {
    case text
    /// Unix time in seconds, as decimal digits.
    case time
    /// 0 to 1,000,000.
    case number
    /// One of these words.
    case choice([String])
    /// A line for each person: "pupil: Aisha Khan".
    case people
    /// Words of `Detection.Category`, separated by commas.
    case categories
  }

  public var kind: Kind {
    switch self {
    case .how: .choice(BreachType.allCases.map(\.rawValue))
    case .happened, .known, .icoTold, .peopleTold: .time
    case .people: .people
    case .peopleCount, .records: .number
    case .data: .categories
    case .likelihood: .choice(BreachLikelihood.allCases.map(\.rawValue))
    case .severity: .choice(BreachSeverity.allCases.map(\.rawValue))
    case .ico, .tellPeople: .choice(BreachDecisionWord.allCases.map(\.rawValue))
    default: .text
    }
  }

  /// For people, as a heading.
  public var title: String {
    switch self {
    case .what: "What happened"
    case .how: "How it came about"
    case .discovery: "How it was found out"
    case .happened: "When it happened"
    case .known: "When the controller became aware of it"
    case .people: "Whose data"
    case .peopleCount: "How many people"
    case .records: "How many records"
    case .data: "Which kinds of data"
    case .recipients: "Who got it"
    case .consequences: "Likely consequences"
    case .measures: "Measures taken or planned"
    case .before: "Measures that were in place before"
    case .likelihood: "Likelihood of harm"
    case .severity: "Severity of harm"
    case .riskReasons: "Reasons for the risk assessment"
    case .ico: "The Information Commissioner's Office"
    case .icoReasons: "Reasons for that decision on the ICO"
    case .icoTold: "When the ICO was told"
    case .icoReference: "The ICO's reference"
    case .lateReasons: "Reasons for telling the ICO late"
    case .tellPeople: "The people concerned"
    case .tellPeopleReasons: "Reasons for that decision on the people"
    case .peopleTold: "When the people were told"
    case .lessons: "Lessons, and how it will not happen again"
    case .controller: "Controller"
    case .school: "School"
    }
  }
}
