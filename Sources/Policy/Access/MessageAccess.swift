public import Configuration

/// What has to be known of a held message to say who may do what with it (D17). All addresses are lower case.
public struct MessageAccess: Hashable, Sendable {
  public var cabinets: [Cabinet]
  /// The school whose sender's domain it is; nil for none.
  public var school: String?
  /// Whose it is: the identity (D2) and the envelope's sender; empty once it is shredded.
  public var senders: Set<String>
  /// Those who may not learn that it exists, being a subject or a recipient of what it says; empty once it is shredded.
  public var hiddenFrom: Set<String>
  /// Those of them whom it is about.
  public var subjects: Set<String>
  /// Who ends its hold (D12).
  public var releaser: Releaser
  /// A safeguarding, allegation or criminal finding is in it.
  public var concernsConduct: Bool

  public init(
    cabinets: [Cabinet], school: String? = nil, senders: Set<String> = [], hiddenFrom: Set<String> = [],
    subjects: Set<String> = [], releaser: Releaser = .officer, concernsConduct: Bool = false
  ) {
    self.cabinets = cabinets
    self.school = school
    self.senders = senders
    self.hiddenFrom = hiddenFrom
    self.subjects = subjects
    self.releaser = releaser
    self.concernsConduct = concernsConduct
  }

  /// Child protection, where it applies, governs alone; otherwise a holder of any of them may open it.
  public var governing: [Cabinet] { cabinets.contains(.childProtection) ? [.childProtection] : cabinets }
}

/// How much somebody sees of a held message in the lists of officers.
public enum Sight: Hashable, Sendable, Comparable {
  /// As if it were not.
  case nothing
  /// Its reference, since when, its cabinet, its deadline and whether a holder has opened it, and no more.
  case masked
  case full
}
