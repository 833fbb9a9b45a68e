public import Configuration

/// Who may read and write the breach register: beside the table of who may have what, the rule for what is kept of breaches.
///
/// A pure function of plain values. The data protection officer and the compliance officer look after the register and see
/// all of it, but the subject of a message and the names of people only where they hold one of its cabinets; who holds a
/// cabinet sees what came from mail in it; everybody sees that what they reported was taken up. Whom a record is about, or
/// who got what it tells of, sees nothing of it, whatever their role (D17).
public enum RegisterAccess {
  /// Somebody who asks.
  public struct Person: Hashable, Sendable {
    /// All that are this person's, lower case: the person counts, not the mailbox (D24).
    public var addresses: Set<String>
    /// In the school whose record it is, and for the whole organisation.
    public var roles: Set<Role>
    /// That this person may open there.
    public var cabinets: Set<Cabinet>

    public init(addresses: Set<String>, roles: Set<Role>, cabinets: Set<Cabinet>) {
      self.addresses = Set(addresses.map { $0.lowercased() })
      self.roles = roles
      self.cabinets = cabinets
    }

    /// - Parameter school: whose record it is; nil, or any name that is no school's, for the whole organisation.
    public init(_ reader: Reader, in school: String?) {
      self.init(addresses: reader.addresses, roles: reader.roles(in: school), cabinets: reader.cabinets(in: school))
    }
  }

  /// What decides it of a record.
  public struct Facts: Hashable, Sendable {
    public var reportedBy: String?
    /// Of the mail that it came from; empty where it came from none.
    public var cabinets: Set<Cabinet>
    /// Lower case.
    public var hiddenFrom: [String]

    public init(reportedBy: String? = nil, cabinets: Set<Cabinet> = [], hiddenFrom: [String] = []) {
      self.reportedBy = reportedBy
      self.cabinets = cabinets
      self.hiddenFrom = hiddenFrom
    }
  }

  public enum Sight: Int, Comparable, Sendable, Hashable {
    /// It is as if it were not.
    case nothing
    /// That it exists, how it stands, and what this person wrote.
    case receipt
    /// All but the subject of the message, its sender and the people's names.
    case register
    case whole

    public static func < (a: Sight, b: Sight) -> Bool { a.rawValue < b.rawValue }
  }

  /// The roles that look after the register.
  private static let keepers: Set<Role> = [.dataProtectionOfficer, .complianceOfficer]

  public static func sight(of record: Facts, by person: Person) -> Sight {
    guard person.addresses.isDisjoint(with: record.hiddenFrom) else { return .nothing }
    let isKeeper = looksAfterRegister(person)
    // What came from no held mail is the keepers' own.
    if record.cabinets.isEmpty, isKeeper { return .whole }
    // Where child protection applies it governs alone (D17).
    let cabinets = record.cabinets.contains(.childProtection) ? [.childProtection] : record.cabinets
    if !cabinets.isDisjoint(with: person.cabinets) { return .whole }
    if isKeeper { return .register }
    return record.reportedBy.map { person.addresses.contains($0.lowercased()) } == true ? .receipt : .nothing
  }

  /// Whether this person may correct, assess, decide and close.
  public static func mayWrite(_ record: Facts, _ person: Person) -> Bool { sight(of: record, by: person) >= .register }

  /// Whether this person may enter and read disclosures, and take the whole register out as a file. Where officers are
  /// named by cabinets alone, those of `general` are the compliance officers.
  public static func looksAfterRegister(_ person: Person) -> Bool {
    !person.roles.isDisjoint(with: keepers) || person.cabinets.contains(.general)
  }
}
