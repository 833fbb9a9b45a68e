/// What the history knows of a sender and one recipient.
public struct Past: Hashable, Sendable {
  /// Messages of this sender to this address.
  public var count: Int
  /// When the first and the last of them went; Unix time in seconds, nil where there was none.
  public var first: Int64?
  public var last: Int64?
  /// Whether anybody of the school has written to this address, or to any of its domain.
  public var isKnownToSchool: Bool
  public var isDomainKnownToSchool: Bool
  /// How this address is like others that this sender writes to, and how many messages went to the one of them that is
  /// written to most. Asked for a first message alone.
  public var alike: [Likeness: Int]
  /// Messages of this sender to anybody. Asked for a first message alone.
  public var senderTotal: Int

  public init(
    count: Int = 0, first: Int64? = nil, last: Int64? = nil, isKnownToSchool: Bool = false,
    isDomainKnownToSchool: Bool = false, alike: [Likeness: Int] = [:], senderTotal: Int = 0
  ) {
    self.count = count
    self.first = first
    self.last = last
    self.isKnownToSchool = isKnownToSchool
    self.isDomainKnownToSchool = isDomainKnownToSchool
    self.alike = alike
    self.senderTotal = senderTotal
  }

  /// What another place knows of the same two is added.
  mutating func add(_ other: Past) {
    count += other.count
    first = [first, other.first].compactMap(\.self).min()
    last = [last, other.last].compactMap(\.self).max()
    isKnownToSchool = isKnownToSchool || other.isKnownToSchool
    isDomainKnownToSchool = isDomainKnownToSchool || other.isDomainKnownToSchool
  }
}
