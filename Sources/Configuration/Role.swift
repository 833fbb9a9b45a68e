/// What somebody does at the school, as `officers:` and `rules/access.yaml` name it. The ids are fixed; each school may
/// label them as it likes.
public enum Role: String, CaseIterable, Codable, Sendable, Hashable {
  case dsl
  case deputyDSL = "deputy_dsl"
  case senco, headteacher, sbm
  case hrLead = "hr_lead"
  case healthLead = "health_lead"
  case chairOfGovernors = "chair_of_governors"
  case trustChiefExecutive = "trust_chief_executive"
  case complianceOfficer = "compliance_officer"
  case dataProtectionOfficer = "data_protection_officer"
}
