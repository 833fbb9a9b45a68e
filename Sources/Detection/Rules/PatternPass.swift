/// Where in a text an expression has to be looked for at all. Looking at less is what makes ordinary prose fast.
enum PatternPass: Int, CaseIterable, Sendable {
  case everywhere
  /// Around digits: for expressions of which every match holds one.
  case nearDigits
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
      self = pattern.root.alwaysHasDigit ? .nearDigits : .everywhere
    }
  }
}

extension NarrowPattern.Node {
  /// Whether there is a digit in every match.
  var alwaysHasDigit: Bool {
    switch self {
    case .byte(let byte): TextBytes.isDigit(byte)
    case .set(let set): !set.isEmpty && set.bytes.allSatisfy { TextBytes.isDigit($0) }
    case .sequence(let nodes): nodes.contains { $0.alwaysHasDigit }
    case .choice(let nodes): nodes.allSatisfy { $0.alwaysHasDigit }
    case .repeated(let node, let least, _, _): least > 0 && node.alwaysHasDigit
    case .group(_, let node): node.alwaysHasDigit
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

  /// What lies within `reach` bytes of a digit.
  static func nearDigits(_ text: UnsafeBufferPointer<UInt8>, reach: Int) -> TextWindows {
    var windows = TextWindows(length: text.count)
    var at = 0
    while at < text.count {
      if TextBytes.isDigit(text[at]) {
        let start = at
        while at < text.count, TextBytes.isDigit(text[at]) { at += 1 }
        windows.add(around: start..<at, reach: reach)
      } else {
        at += 1
      }
    }
    return windows
  }
}
