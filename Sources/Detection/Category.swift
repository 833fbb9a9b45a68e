/// The kinds of personal data that Postern tells apart: the thirteen of policy.txt "Sensitive personal data", and
/// `credentials` ("Passwords"), `identifiers` and `personal_basic` ("a person's name or their attendance record").
public enum Category: String, CaseIterable, Codable, Sendable, Hashable {
  case safeguarding, health, sen, allegation, financial, ethnicity, political, religion
  case tradeUnion = "trade_union"
  case genetic
  case sexualLife = "sexual_life"
  case criminal, biometric, credentials, identifiers
  case personalBasic = "personal_basic"
}

/// How grave a finding is (D8): `ordinary` school life, or `serious`, as the policy says "serious or confidential".
public enum Grade: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
  case ordinary, serious

  public static func < (a: Grade, b: Grade) -> Bool { a == .ordinary && b == .serious }
}
