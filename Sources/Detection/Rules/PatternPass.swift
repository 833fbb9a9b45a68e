/// Where in a text an expression has to be looked for at all. Looking at less is what makes ordinary prose fast.
enum PatternPass: Int, CaseIterable, Sendable {
  case everywhere
  /// Behind the words that an expression begins with.
  case behindOpenings
  /// Around digits: for expressions of which every match holds one.
  case nearDigits
  /// Around digits that have others near them: for expressions of which every match holds several.
  case nearNumbers
  /// The same for marks that are rarer than digits.
  case nearSigns, nearPluses, nearAtSigns, nearColons
  /// Around the words that name identifiers: for what counts only beside such a word.
  case nearContext
  /// The same, where a digit stands: for expressions of which every match holds one.
  case nearDigitsInContext

  init(_ expression: RuleExpression, _ identifiers: [IdentifierRule]) {
    guard case .pattern(let pattern, let boundary) = expression.matcher else {
      self = .everywhere
      return
    }
    if let rule = expression.identifier.map({ identifiers[$0] }), rule.confidence < rule.reportAt,
      !rule.context.isEmpty
    {
      self = pattern.root.reach(from: .digits) == nil ? .nearContext : .nearDigitsInContext
    } else if boundary == .word, pattern.openings != nil {
      self = .behindOpenings
    } else {
      let found = Self.marked.first { $0.byte.map { pattern.root.reach(from: $0) != nil } ?? false } ?? .everywhere
      let isLong = found == .nearDigits && pattern.root.leastCount(of: .digits) >= Self.digitsOfNumbers
      self = isLong ? .nearNumbers : found
    }
  }

  private static let marked: [PatternPass] = [.nearSigns, .nearPluses, .nearAtSigns, .nearColons, .nearDigits]
  /// Room numbers, years and times have fewer digits, and they are what prose has most of.
  static let digitsOfNumbers = 5

  var needsContext: Bool { self == .nearContext || self == .nearDigitsInContext }

  /// The bytes that it is around.
  var byte: ByteSet? {
    switch self {
    case .nearDigits, .nearNumbers, .nearDigitsInContext: .digits
    case .nearSigns: ByteSet([TextSurvey.signStart])
    case .nearPluses: ByteSet([0x2B])
    case .nearAtSigns: ByteSet([0x40])
    case .nearColons: ByteSet([0x3A])
    case .everywhere, .behindOpenings, .nearContext: nil
    }
  }
}
