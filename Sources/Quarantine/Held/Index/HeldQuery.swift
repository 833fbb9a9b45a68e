public import Configuration

/// Which held messages a list shows, in which order, and which page of them.
public struct HeldQuery: Hashable, Sendable {
  public enum Order: String, CaseIterable, Codable, Sendable, Hashable {
    case newest, oldest, sender, subject
  }

  public var states: Set<HeldState> = HeldState.notEnded
  /// All when empty.
  public var cabinets: Set<Cabinet> = []
  /// Nil for all of them.
  public var school: String?
  /// A part of the sender's address.
  public var sender = ""
  /// `AudienceKind`'s raw values; some recipient is one of them. All when empty.
  public var audiences: Set<String> = []
  /// Categories without their grade: "health". All when empty.
  public var categories: Set<String> = []
  /// Ids. All when empty.
  public var rules: Set<String> = []
  /// Unix time in seconds.
  public var heldSince: Int64?
  public var heldBefore: Int64?
  /// Each of its words is looked for in subject, sender, recipients, people and reference.
  public var text = ""
  /// What is of other cabinets is left out.
  public var onlyMine = false
  public var order = Order.newest
  public var offset = 0
  /// At most 1,000.
  public var limit = 50

  public init() {}

  /// It asks for what is hidden of messages of other cabinets: those cannot be part of the answer.
  var asksForFacts: Bool {
    !sender.isEmpty || !audiences.isEmpty || !categories.isEmpty || !rules.isEmpty || !text.isEmpty
      || states != HeldState.notEnded
  }
}

/// A line of the list.
public enum HeldListing: Sendable {
  case full(HeldEntry, Times)
  case masked(MaskedEntry)

  /// Until when a message is kept.
  public struct Times: Hashable, Sendable {
    /// The last day, at its beginning on the machine's clock, on which it waits; nil for one that is kept or does not wait.
    /// Unix time in seconds.
    public var deadline: Int64?
    /// The school's name; nil for none.
    public var school: String?
    /// This reader is asked about it, and does not hold its cabinet.
    public var isAsked: Bool
  }

  public var id: HeldID {
    switch self {
    case .full(let entry, _): entry.summary.id
    case .masked(let entry): entry.id
    }
  }
}

/// All that officers see of a message in another cabinet than theirs.
public struct MaskedEntry: Hashable, Sendable {
  public var id: HeldID
  /// Unix time in seconds.
  public var heldAt: Int64
  public var cabinets: [Cabinet]
  /// See `HeldListing.Times.deadline`.
  public var deadline: Int64?
  /// A holder of its cabinet has opened it.
  public var isOpened: Bool
}

/// One page of a list.
public struct HeldPage: Sendable {
  public var lines: [HeldListing]
  /// Of all pages.
  public var total: Int
}

/// How many messages wait in a cabinet, as one reader may know.
public struct CabinetCount: Hashable, Sendable {
  public var cabinet: Cabinet
  /// Nil for fewer than five in a cabinet that is not the reader's.
  public var waiting: Int?
  public var isMine: Bool
}
