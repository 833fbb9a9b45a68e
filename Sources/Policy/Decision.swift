public import Configuration

/// What is to be done with a message, for each recipient, and why (D11, D13).
public struct Decision: Hashable, Sendable {
  /// Every rule that matched, strongest first, those in `watch` and `tell` mode too.
  public var matches: [RuleMatch]
  /// In the order of the envelope.
  public var recipients: [RecipientDecision]
  /// Whose held mail it would be; sorted; empty when nothing is held.
  public var cabinets: [Cabinet]
  /// Who may end the hold; nil when nothing is held.
  public var releaser: Releaser?
  /// In which copies the message goes, every recipient in one of them, where it is to be split for some recipient;
  /// empty where one copy serves all.
  public var copies: [MessageCopy] = []
  /// SHA-256 over the rule files, hexadecimal, so that a decision can be replayed.
  public var ruleSetVersion: String
  /// To a protected channel about nobody but its sender: not shown, counted or recorded anywhere (D18).
  public var isUnseen: Bool

  public init(
    matches: [RuleMatch], recipients: [RecipientDecision], cabinets: [Cabinet] = [], releaser: Releaser? = nil,
    ruleSetVersion: String, isUnseen: Bool = false
  ) {
    self.isUnseen = isUnseen
    self.matches = matches
    self.recipients = recipients
    self.cabinets = cabinets
    self.releaser = releaser
    self.ruleSetVersion = ruleSetVersion
  }

  /// The strongest action for any recipient, with the rules' modes honoured: what the filter does.
  public var action: Action { recipients.map(\.action).max() ?? .deliver }
  /// The strongest action as if every rule were enforced: what `postern check` says.
  public var actionIfEnforced: Action { recipients.map(\.actionIfEnforced).max() ?? .deliver }
}

/// What is to be done for one recipient.
public struct RecipientDecision: Hashable, Sendable {
  /// The envelope address as it came.
  public var address: String
  public var kind: AudienceKind
  /// Of rules in mode `enforce`.
  public var requirements: Set<Requirement>
  /// Of all rules.
  public var requirementsIfEnforced: Set<Requirement>
  /// How rules in mode `enforce` ask for protection; nil where none does.
  public var protection: ProtectionDemand?
  /// The message's text is to be protected, too.
  public var protectsText: Bool
  /// How long it waits for its sender to think again, in seconds, by rules in mode `enforce`; nil where none asks for that.
  public var delay: Int?

  public init(
    address: String, kind: AudienceKind, requirements: Set<Requirement>, requirementsIfEnforced: Set<Requirement>,
    protection: ProtectionDemand? = nil, protectsText: Bool = false
  ) {
    self.protection = protection
    self.protectsText = protectsText
    self.address = address
    self.kind = kind
    self.requirements = requirements
    self.requirementsIfEnforced = requirementsIfEnforced
  }

  public var action: Action { Self.action(for: requirements) }
  public var actionIfEnforced: Action { Self.action(for: requirementsIfEnforced) }

  /// Whenever it goes, it goes under a password, unless an officer says otherwise.
  public var demandsProtection: Bool { requirements.contains(.protect) && protection == .always }

  /// Postern protects it and sends it on; nothing else keeps it.
  public var isProtectedOnTheWay: Bool { action == .protect && demandsProtection }

  private static func action(for requirements: Set<Requirement>) -> Action {
    if requirements.contains(.reject) { return .reject }
    if !requirements.isDisjoint(with: Requirement.holding) { return .hold }
    if requirements.contains(.protect) { return .protect }
    if requirements.contains(.split) { return .split }
    if requirements.contains(.hideAddresses) { return .bcc }
    return .deliver
  }
}

/// What a recipient is to the school (D10), as the command contract names it.
public enum AudienceKind: String, CaseIterable, Codable, Sendable, Hashable {
  case staff, pupil, governor, guardian, professional, supplier
  case privateMailbox = "private_mailbox"
  case list, unknown, applicant
  case formerPupil = "former_pupil"
  case volunteer
  case otherSchool = "other_school"
}

/// One rule that matched, with enough to explain it to anybody.
public struct RuleMatch: Hashable, Sendable {
  /// The rule's stable id: "sen.to-pupils".
  public var rule: String
  public var title: String
  public var mode: Mode
  public var requirements: Set<Requirement>
  /// The clause of the policy that it enforces, quoted.
  public var clause: String
  /// What the sender is asked to do, in plain English.
  public var remedy: String
  /// Who may end the hold, where it holds.
  public var releaser: Releaser
  /// Indexes into `Inspection.findings` that made it match.
  public var findings: [Int]
  /// Indexes into `Decision.recipients` that it is about.
  public var recipients: [Int]
  /// Where, in words that name no person, value, subject or file name: safe in an SMTP reply (D13).
  public var publicReason: String
  /// The name of the dated exception that took all its requirements away; nil when none did (D11).
  public var exception: String?
  /// The reason is for officers alone: a parent may ask the sender about it (no-contact orders).
  public var isDiscreet: Bool

  public init(
    rule: String, title: String, mode: Mode, requirements: Set<Requirement>, clause: String, remedy: String,
    releaser: Releaser, findings: [Int], recipients: [Int], publicReason: String, exception: String? = nil,
    isDiscreet: Bool = false
  ) {
    self.exception = exception
    self.isDiscreet = isDiscreet
    self.rule = rule
    self.title = title
    self.mode = mode
    self.requirements = requirements
    self.clause = clause
    self.remedy = remedy
    self.releaser = releaser
    self.findings = findings
    self.recipients = recipients
    self.publicReason = publicReason
  }
}
