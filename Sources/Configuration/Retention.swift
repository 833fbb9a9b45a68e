/// How long what is kept. Held content goes back to its sender and is shredded; the rest is deleted.
public struct Retention: Sendable, Equatable {
  /// After how many school days a held message goes back to its sender, and the content of a released one is shredded.
  public var heldSchoolDays = 20
  /// How many school days before that its sender and the officers are told.
  public var warnSchoolDays = 5
  /// Content-free facts of decisions (D11), in days.
  public var factsDays = 90
  /// Whom the school has written to, in days since the last message.
  public var historyDays = 400
  /// Who did what and why on the audit trail, in years; the lines themselves stay (D23).
  public var auditYears = 2
  /// The breach register, in years.
  public var breachRegisterYears = 6
  /// What was sent or failed for good, in days.
  public var outboxDays = 30
  /// Nothing at all is returned, shredded or deleted: for a court, a regulator or an inquiry.
  public var legalHold = false

  public init() {}

  static func read(_ value: YAMLValue?) throws(ConfigurationError) -> Retention {
    var retention = Retention()
    guard var map = try value?.map() else { return retention }
    let held = map.optional("held_school_days")
    if let held { retention.heldSchoolDays = try held.int(in: 1...1_000) }
    let warning = map.optional("warn_school_days")
    if let warning { retention.warnSchoolDays = try warning.int(in: 1...1_000) }
    guard retention.warnSchoolDays <= retention.heldSchoolDays else {
      throw (warning ?? held ?? map.place).error(
        "warn_school_days (\(retention.warnSchoolDays)) is more than held_school_days (\(retention.heldSchoolDays))")
    }
    if let it = map.optional("facts_days") { retention.factsDays = try it.int(in: 1...3_650) }
    if let it = map.optional("history_days") { retention.historyDays = try it.int(in: 1...3_650) }
    if let it = map.optional("audit_years") { retention.auditYears = try it.int(in: 1...100) }
    if let it = map.optional("breach_register_years") { retention.breachRegisterYears = try it.int(in: 1...100) }
    // Fewer days than the same message is known again would let it be sent twice.
    if let it = map.optional("outbox_days") { retention.outboxDays = try it.int(in: 6...3_650) }
    if let it = map.optional("legal_hold") { retention.legalHold = try it.bool() }
    try map.finish()
    return retention
  }
}
