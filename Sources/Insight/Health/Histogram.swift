/// How long things took, in a few buckets.
public struct Histogram: Codable, Hashable, Sendable {
  /// Upper bounds, in seconds, rising; what is longer than all of them is in the last count.
  public private(set) var bounds: [Double]
  /// One for each bound, and one for the rest; each thing stands in one of them.
  public private(set) var counts: [Int]
  /// Of all, in seconds.
  public private(set) var sum = 0.0

  /// - Parameter bounds: in seconds, rising.
  public init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// From a quick text to the end of what a mail program waits for.
  public static let inspections = Histogram(bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])

  public var count: Int { counts.reduce(0, +) }

  /// - Parameter seconds: how long one took.
  public mutating func add(_ seconds: Double) {
    counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
    sum += seconds
  }
}
