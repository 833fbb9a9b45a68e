/// What was found in one message, and whether that is all.
public struct DetectionReport: Sendable, Hashable {
  /// Distinct, sorted by text, then by place.
  public var findings: [Finding]
  /// Each limit that was reached, in plain words; empty when the message was read to its end. A message with one is
  /// never "clean".
  public var limitsReached: [String]

  public init(findings: [Finding] = [], limitsReached: [String] = []) {
    self.findings = findings
    self.limitsReached = limitsReached
  }
}
