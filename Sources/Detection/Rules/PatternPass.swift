/// Where in a text an expression has to be looked for at all. Looking at less is what makes ordinary prose fast.
enum PatternPass: Int, CaseIterable, Sendable {
  case everywhere
  /// Around digits: for expressions of which every match holds one.
  case nearDigits
  /// The same for "@" and ":".
  case nearAtSigns, nearColons
  /// Around the words that name identifiers: for what counts only beside such a word.
  case nearContext

  init(_ expression: RuleExpression, _ identifiers: [IdentifierRule]) {
    guard case .pattern(let pattern, _) = expression.matcher else {
      self = .everywhere
      return
    }
    if let rule = expression.identifier.map({ identifiers[$0] }), rule.confidence < rule.reportAt,
      !rule.context.isEmpty
    {
      self = .nearContext
    } else {
      let sure: [(PatternPass, ByteSet)] = [
        (.nearAtSigns, Self.atSign), (.nearColons, Self.colon), (.nearDigits, .digits),
      ]
      self = sure.first { pattern.root.alwaysHas($0.1) }?.0 ?? .everywhere
    }
  }

  static let atSign = ByteSet([0x40])
  static let colon = ByteSet([0x3A])
}

extension NarrowPattern.Node {
  /// Whether one of these bytes is in every match.
  func alwaysHas(_ wanted: ByteSet) -> Bool {
    switch self {
    case .byte(let byte): wanted.contains(byte)
    case .set(let set): !set.isEmpty && set.bytes.allSatisfy { wanted.contains($0) }
    case .sequence(let nodes): nodes.contains { $0.alwaysHas(wanted) }
    case .choice(let nodes): nodes.allSatisfy { $0.alwaysHas(wanted) }
    case .repeated(let node, let least, _, _): least > 0 && node.alwaysHas(wanted)
    case .group(_, let node): node.alwaysHas(wanted)
    }
  }
}

/// Parts of a text, in order and apart.
struct TextWindows {
  private(set) var ranges: [Range<Int>] = []
  private let length: Int

  init(length: Int) { self.length = length }

  /// All of it.
  static func whole(_ length: Int) -> TextWindows {
    var windows = TextWindows(length: length)
    if length > 0 { windows.ranges = [0..<length] }
    return windows
  }

  /// Adds what lies within `reach` bytes of a place; places must come in ascending order.
  mutating func add(around place: Range<Int>, reach: Int) {
    let start = max(0, place.lowerBound - reach)
    let end = min(length, place.upperBound + reach)
    if let last = ranges.indices.last, ranges[last].upperBound >= start {
      ranges[last] = ranges[last].lowerBound..<max(ranges[last].upperBound, end)
    } else if start < end {
      ranges.append(start..<end)
    }
  }

  /// What lies within `reach` bytes of certain bytes.
  static func near(_ wanted: ByteSet, _ text: UnsafeBufferPointer<UInt8>, reach: Int) -> TextWindows {
    var windows = TextWindows(length: text.count)
    var at = 0
    while at < text.count {
      if wanted.contains(text[at]) {
        let start = at
        while at < text.count, wanted.contains(text[at]) { at += 1 }
        windows.add(around: start..<at, reach: reach)
      } else {
        at += 1
      }
    }
    return windows
  }
}
