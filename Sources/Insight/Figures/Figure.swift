/// A number of messages, as one reader may have it: exact where they may open every message that is counted, else too
/// rough to point at anybody (D17).
public struct Figure: Hashable, Sendable {
  private let count: Int
  public let isExact: Bool

  public init(_ count: Int, isExact: Bool) {
    self.count = count
    self.isExact = isExact
  }

  /// So many at least are told of a group that could point at one person.
  public static let least = 5

  /// "12", "about 15", "fewer than 5".
  public var words: String {
    if isExact || count == 0 { return "\(count)" }
    return count < Self.least ? "fewer than \(Self.least)" : "about \(rounded)"
  }

  /// For the length of a bar: no more than the words tell.
  public var drawn: Double {
    if isExact || count == 0 { return Double(count) }
    return count < Self.least ? Double(Self.least) / 2 : Double(rounded)
  }

  public var isZero: Bool { count == 0 }

  private var rounded: Int { (count + Self.least / 2) / Self.least * Self.least }
}

/// Counts messages, and whether their reader may open all of them.
struct Counter: Sendable {
  private(set) var count = 0
  private(set) var isOpen = true

  mutating func add(isOpen: Bool) {
    count += 1
    if !isOpen { self.isOpen = false }
  }

  var figure: Figure { Figure(count, isExact: isOpen) }
}
