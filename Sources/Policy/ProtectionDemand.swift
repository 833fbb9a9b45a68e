/// How a rule that asks for protection goes about it; ordered from what the sender feels least to what stops most.
public enum ProtectionDemand: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
  /// Postern protects it, and it goes; what cannot be protected is held.
  case always
  /// It is held, and can be sent on protected or, where it may, as it is.
  case offer
  /// It is held until its sender sends it anew, protected, or says that it may go as it is.
  case ask

  public static func < (a: ProtectionDemand, b: ProtectionDemand) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}
