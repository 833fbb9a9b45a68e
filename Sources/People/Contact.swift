/// A partner of the school from the contacts file: a professional, supplier, union, exam board …
public struct Contact: Hashable, Sendable {
  /// The person or desk; empty for a row about a whole organisation.
  public var name: String
  public var organisation: String
  /// Lower case: "mash@council.example", or a domain: "council.example".
  public var addressOrDomain: String
  /// The recipient kind as in the command contract: "professional", "supplier", "other_school" …
  public var kind: String
  /// Categories that it may be sent, by the names of the command contract.
  public var mayReceive: [String]
  /// About how many people one message to it may be; nil when the records do not say.
  public var bulk: Int?
  /// On the school's verified safeguarding list (D15).
  public var isSafeguardingRoute: Bool

  public init(
    name: String, organisation: String, addressOrDomain: String, kind: String, mayReceive: [String] = [],
    bulk: Int? = nil, isSafeguardingRoute: Bool = false
  ) {
    self.name = name
    self.organisation = organisation
    self.addressOrDomain = addressOrDomain
    self.kind = kind
    self.mayReceive = mayReceive
    self.bulk = bulk
    self.isSafeguardingRoute = isSafeguardingRoute
  }

  /// True when the row names one address rather than a domain.
  public var isExactAddress: Bool { addressOrDomain.utf8.contains(UInt8(ascii: "@")) }
}

/// The members of a mailing list, nested lists taken apart (D10).
public struct GroupExpansion: Hashable, Sendable {
  /// Lower-cased addresses that are no lists themselves, each once, in the order of the file.
  public var members: [String]
  /// Lists inside it, however deep, each once.
  public var nestedGroups: [String]
  /// True when a list contains itself, directly or by way of others; its members are complete all the same.
  public var hasLoop: Bool
  /// True when it has more members or deeper nesting than are expanded: take it to hold anybody.
  public var isCut: Bool
  /// True when a row of it, or of a list within, named a member that is no address.
  public var hasUnreadable: Bool

  public init(
    members: [String] = [], nestedGroups: [String] = [], hasLoop: Bool = false, isCut: Bool = false,
    hasUnreadable: Bool = false
  ) {
    self.hasUnreadable = hasUnreadable
    self.members = members
    self.nestedGroups = nestedGroups
    self.hasLoop = hasLoop
    self.isCut = isCut
  }
}
