/// The breach register, as `breaches:` sets it.
public struct BreachReporting: Sendable, Equatable {
  /// Mail to this address is a report of a breach: it opens a record, and is never kept waiting. Lower case; nil for none.
  public var reportTo: String?

  public init(reportTo: String? = nil) { self.reportTo = reportTo }

  static func read(_ value: YAMLValue?) throws(ConfigurationError) -> BreachReporting {
    guard var map = try value?.map() else { return BreachReporting() }
    var reporting = BreachReporting()
    if let to = map.optional("report_to") {
      let address = try to.string().lowercased()
      let parts = address.split(separator: "@", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !address.contains(" ") else {
        throw to.error("'\(address)' is no address: write it like data-breach@school.example")
      }
      reporting.reportTo = address
    }
    try map.finish()
    return reporting
  }
}

extension Settings.Organisation {
  /// What the school is called that an address belongs to, by its domain; the organisation where none of the schools has it.
  public func schoolName(of address: String) -> String { school(of: address)?.name ?? name }

  /// Who decides on the purposes and means of what a school does with personal data (UK GDPR Article 4(7)), and so whose
  /// 72 hours of Article 33(1) run: its own word, else the organisation's, else the organisation itself.
  public func controller(ofSchool school: String) -> String {
    schools.first { $0.name.lowercased() == school.lowercased() }?.controller ?? controller ?? name
  }
}
