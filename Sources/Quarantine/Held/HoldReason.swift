public import Policy

/// One rule that keeps a message from some of its recipients, with what it rests on: by it is known whether a later look
/// finds something new (D24).
public struct HoldReason: Hashable, Sendable, Codable {
  public var rule: HeldMessage.Rule
  /// Who may end a hold for this reason (D12).
  public var releaser: Releaser
  /// Those who may not have it, as the envelope has them.
  public var recipients: [String]
  /// What it rests on, each once, sorted: "health serious: Mia Stone"; nil where there was more than is kept.
  public var findings: [String]?

  /// What is kept of one reason, at most.
  public static let mostFindings = 2_000

  public init(rule: HeldMessage.Rule, releaser: Releaser, recipients: [String], findings: [String]?) {
    self.rule = rule
    self.releaser = releaser
    self.recipients = recipients
    self.findings = findings
  }

  /// Nothing but protection is asked for, so that a message under a password goes.
  public var asksProtectionAlone: Bool {
    rule.stopping == [Requirement.protect.word]
  }

  /// Nothing but a colleague's check is asked for.
  public var asksCheckAlone: Bool { rule.stopping == [Requirement.check.word] }

  /// Nothing but a short while to think again is asked for.
  public var asksDelayAlone: Bool { rule.stopping == [Requirement.delay.word] }

  /// Whether this is about no rule, recipient or finding that an earlier look has not told of.
  public func isKnown(among earlier: [HoldReason]) -> Bool {
    let same = earlier.filter { $0.rule.id == rule.id }
    let recipients = Set(same.flatMap(\.recipients))
    guard !same.isEmpty, recipients.isSuperset(of: self.recipients) else { return false }
    if same.contains(where: { $0.findings == nil }) { return true }
    guard let findings else { return false }
    return Set(same.flatMap { $0.findings ?? [] }).isSuperset(of: findings)
  }
}

extension HeldMessage.Rule {
  /// What lets a message pass, in words of `Requirement`; whatever else a rule asks for keeps it until somebody acts.
  private static let passing = Set(
    [Requirement.hideAddresses, .split, .tell, .tellSafeguarding, .breach, .requireTLS, .preferTLS].map(\.word))

  var stopping: Set<String> { Set(requirements).subtracting(Self.passing) }

  /// It keeps a message from somebody.
  public var stops: Bool { mode == .enforce && !stopping.isEmpty }
}
