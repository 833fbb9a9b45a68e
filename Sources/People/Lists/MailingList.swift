/// What one source says of a list: its direct members, which may be lists themselves.
public struct MailingList: Codable, Hashable, Sendable {
  /// Canonical addresses, in the order of the source; "@other.example" stands for the same local part there.
  public var members: [String]
  /// False where there are members that cannot be known: a program, a file, an entry that could not be read.
  public var isComplete: Bool

  public init(members: [String] = [], isComplete: Bool = true) {
    self.members = members
    self.isComplete = isComplete
  }

  /// Everybody on any of them counts, once.
  init(joining lists: [MailingList]) {
    var seen: Set<String> = []
    members = lists.flatMap(\.members).filter { seen.insert($0).inserted }
    isComplete = lists.allSatisfy(\.isComplete)
  }

  /// Everybody on either counts.
  public mutating func merge(_ other: MailingList) { self = MailingList(joining: [self, other]) }
}
