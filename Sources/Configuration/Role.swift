/// What somebody does at the school, as `officers:` and `rules/access.yaml` name it. The ids are fixed; each nation and
/// school may label them as it likes.
public enum Role: String, CaseIterable, Codable, Sendable, Hashable {
  case dsl
  case deputyDSL = "deputy_dsl"
  case senco, headteacher, sbm
  case hrLead = "hr_lead"
  case healthLead = "health_lead"
  case chairOfGovernors = "chair_of_governors"
  case trustChiefExecutive = "trust_chief_executive"
  case complianceOfficer = "compliance_officer"
  /// Has the breach register, and sees no content.
  case dataProtectionOfficer = "data_protection_officer"
  /// Tunes the rules, and sees no content.
  case administrator
  /// Reads the audit trail, and sees no content.
  case auditor
  /// Is asked for a second look at single messages.
  case checker
  /// What everybody is: whose mail goes out. Nobody is named for it.
  case sender

  /// Those that somebody can be named for.
  public static let named = allCases.filter { $0 != .sender }
}
