/// How a breach came about: the incident types by which the Information Commissioner's Office counts what is reported to
/// it (ico.org.uk, "Data security incident trends", glossary "Incident types"), in words for a school; a wrong attachment,
/// which the ICO counts as an email to the wrong recipient, stands apart, because another habit cures it.
public enum BreachType: String, CaseIterable, Codable, Sendable, Hashable {
  case emailedToWrongRecipient = "emailed_to_wrong_recipient"
  case bccNotUsed = "bcc_not_used"
  case wrongAttachment = "wrong_attachment"
  case postedToWrongRecipient = "posted_to_wrong_recipient"
  case notRedacted = "not_redacted"
  case shownToWrongPerson = "shown_to_wrong_person"
  case verbalDisclosure = "verbal_disclosure"
  case paperLost = "paper_lost_or_stolen"
  case deviceLost = "device_lost_or_stolen"
  case paperDisposal = "paper_disposal"
  case hardwareDisposal = "hardware_disposal"
  case alteration
  case unauthorisedAccess = "unauthorised_access"
  case misconfiguration, phishing, malware, ransomware
  case bruteForce = "brute_force"
  case denialOfService = "denial_of_service"
  case otherCyber = "other_cyber"
  case other

  public var title: String {
    switch self {
    case .emailedToWrongRecipient: "Email sent to the wrong recipient"
    case .bccNotUsed: "Bcc not used"
    case .wrongAttachment: "Wrong file attached to an email"
    case .postedToWrongRecipient: "Letter or fax sent to the wrong recipient"
    case .notRedacted: "Not redacted, or not enough"
    case .shownToWrongPerson: "Somebody else's data shown in a portal or app"
    case .verbalDisclosure: "Said where others could hear, or to the wrong person"
    case .paperLost: "Paper lost, stolen or left where others could read it"
    case .deviceLost: "Laptop, phone or storage device lost or stolen"
    case .paperDisposal: "Paper thrown away without shredding"
    case .hardwareDisposal: "Hardware disposed of with data on it"
    case .alteration: "Data changed or deleted"
    case .unauthorisedAccess: "Somebody looked who was not allowed to"
    case .misconfiguration: "Hardware, software or sharing set up wrongly"
    case .phishing: "Phishing"
    case .malware: "Malware"
    case .ransomware: "Ransomware"
    case .bruteForce: "Password guessing (brute force)"
    case .denialOfService: "Denial of service"
    case .otherCyber: "Another cyber incident"
    case .other: "Something else"
    }
  }

  /// Whether the ICO counts it as a cyber incident (the same glossary, "Incident categories").
  public var isCyber: Bool {
    switch self {
    case .misconfiguration, .phishing, .malware, .ransomware, .bruteForce, .denialOfService, .otherCyber: true
    default: false
    }
  }
}

/// What somebody whose data it is is to the school.
public enum BreachPersonKind: String, CaseIterable, Codable, Sendable, Hashable {
  case pupil
  case formerPupil = "former_pupil"
  case applicant, guardian, staff, governor, volunteer, other
  case unknown

  public var title: String {
    switch self {
    case .pupil: "Pupil"
    case .formerPupil: "Former pupil"
    case .applicant: "Applicant"
    case .guardian: "Parent or carer"
    case .staff: "Member of staff"
    case .governor: "Governor or trustee"
    case .volunteer: "Volunteer"
    case .other: "Somebody else"
    case .unknown: "Not yet known"
    }
  }
}

/// One of the people whose data it is.
public struct BreachPerson: Hashable, Sendable {
  public var name: String
  public var kind: BreachPersonKind

  public init(_ name: String, _ kind: BreachPersonKind = .unknown) {
    self.name = name
    self.kind = kind
  }
}

/// How likely it is that people suffer from it, in the steps by which the ICO's self-assessment asks.
public enum BreachLikelihood: String, CaseIterable, Codable, Sendable, Hashable {
  case veryUnlikely = "very_unlikely"
  case unlikely, neutral, likely
  case veryLikely = "very_likely"

  public var title: String {
    switch self {
    case .veryUnlikely: "Very unlikely"
    case .unlikely: "Unlikely"
    case .neutral: "Neither likely nor unlikely"
    case .likely: "Likely"
    case .veryLikely: "Very likely"
    }
  }
}

/// How badly, if they do (recital 85: from loss of control and distress to identity theft and physical harm).
public enum BreachSeverity: String, CaseIterable, Codable, Sendable, Hashable {
  case negligible, limited, significant, severe

  public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// Likelihood by severity, as the ICO's guidance weighs them: what is severe may be a high risk though unlikely.
public enum BreachRisk: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
  /// Unlikely to be a risk: it need not be notified (Article 33(1)).
  case unlikely
  /// A risk: the ICO has to be told.
  case risk
  /// A high risk: the people have to be told, too (Article 34(1)).
  case high

  public static func < (a: BreachRisk, b: BreachRisk) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }

  /// What the two suggest; people decide.
  public init(_ likelihood: BreachLikelihood, _ severity: BreachSeverity) {
    let steps = (BreachLikelihood.allCases.firstIndex(of: likelihood) ?? 0) + 1
    let weight = (BreachSeverity.allCases.firstIndex(of: severity) ?? 0) + 1
    switch steps * weight {
    case ..<5: self = severity == .severe ? .risk : .unlikely
    case ..<12: self = .risk
    default: self = .high
    }
  }

  public var title: String {
    switch self {
    case .unlikely: "Unlikely to be a risk: the ICO need not be told, and the reasons are kept here"
    case .risk: "A risk: the ICO has to be told within 72 hours"
    case .high: "A high risk: the ICO has to be told within 72 hours, and the people without undue delay"
    }
  }
}

/// Whether somebody is told of a breach.
public enum BreachDecisionWord: String, CaseIterable, Codable, Sendable, Hashable {
  case tell
  case notNeeded = "not_needed"

  public var title: String { self == .tell ? "To be told" : "Need not be told" }
}
