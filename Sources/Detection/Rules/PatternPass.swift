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
