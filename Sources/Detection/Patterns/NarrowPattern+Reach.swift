extension NarrowPattern.Node {
  /// How far a match reaches before and behind a byte that each match has.
  struct Reach: Equatable, Sendable {
    var before: Int
    var behind: Int

    func widest(_ other: Reach) -> Reach { Reach(before: max(before, other.before), behind: max(behind, other.behind)) }
  }

  /// Seen from one of the wanted bytes, which must be in every match; nil when it need not be.
  func reach(from wanted: ByteSet) -> Reach? {
    switch self {
    case .byte(let byte): return wanted.contains(byte) ? Reach(before: 0, behind: 0) : nil
    case .set(let set):
      return !set.isEmpty && set.isSubset(of: wanted) ? Reach(before: 0, behind: 0) : nil
    case .sequence(let nodes):
      var best: Reach?
      for (place, node) in nodes.enumerated() {
        guard var reach = node.reach(from: wanted) else { continue }
        for other in nodes[..<place] { reach.before = Self.sum(reach.before, other.maximumLength) }
        for other in nodes[(place + 1)...] { reach.behind = Self.sum(reach.behind, other.maximumLength) }
        if best.map({ reach.before + reach.behind < $0.before + $0.behind }) ?? true { best = reach }
      }
      return best
    case .choice(let nodes):
      var widest = Reach(before: 0, behind: 0)
      for node in nodes {
        guard let reach = node.reach(from: wanted) else { return nil }
        widest = widest.widest(reach)
      }
      return widest
    case .repeated(let node, let least, let most, _):
      guard least > 0, var reach = node.reach(from: wanted) else { return nil }
      // Seen from the first of them.
      guard let most, let length = node.maximumLength else {
        reach.behind = NarrowPattern.lengthBound
        return reach
      }
      reach.behind = Self.sum(reach.behind, (most - 1) * length)
      return reach
    case .group(_, let node): return node.reach(from: wanted)
    }
  }

  /// A match is no longer than `lengthBound`, whatever its parts might add up to.
  private static func sum(_ length: Int, _ more: Int?) -> Int {
    min(length + (more ?? NarrowPattern.lengthBound), NarrowPattern.lengthBound)
  }

  /// How many of the wanted bytes every match holds at least.
  func leastCount(of wanted: ByteSet) -> Int {
    switch self {
    case .byte(let byte): wanted.contains(byte) ? 1 : 0
    case .set(let set): !set.isEmpty && set.isSubset(of: wanted) ? 1 : 0
    case .sequence(let nodes): nodes.reduce(0) { $0 + $1.leastCount(of: wanted) }
    case .choice(let nodes): nodes.map { $0.leastCount(of: wanted) }.min() ?? 0
    case .repeated(let node, let least, _, _): least * node.leastCount(of: wanted)
    case .group(_, let node): node.leastCount(of: wanted)
    }
  }
}
