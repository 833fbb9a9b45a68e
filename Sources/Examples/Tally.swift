/// Hits, false alarms and misses over sets.
public struct Tally: Sendable, Equatable {
  public var hits = 0
  public var extra = 0
  public var missing = 0

  /// - Parameter allowed: what counts neither way.
  mutating func add<T: Hashable>(wanted: Set<T>, said: Set<T>, allowed: Set<T> = []) {
    hits += wanted.intersection(said).count
    extra += said.subtracting(wanted).subtracting(allowed).count
    missing += wanted.subtracting(said).count
  }

  /// The share of what was said that is right, from 0 to 1; nil when nothing was said.
  public var precision: Double? { hits + extra == 0 ? nil : Double(hits) / Double(hits + extra) }
  /// The share of what is right that was said, from 0 to 1; nil when there is nothing to say.
  public var recall: Double? { hits + missing == 0 ? nil : Double(hits) / Double(hits + missing) }
}
