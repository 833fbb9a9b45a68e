/// Whose held mail it is (D17), after the table of cabinets in policy.txt "Paper files".
public enum Cabinet: String, CaseIterable, Codable, Sendable, Hashable {
  case childProtection = "child_protection"
  case financial, health, sen
  case staffHR = "staff_hr"
  case general
}
