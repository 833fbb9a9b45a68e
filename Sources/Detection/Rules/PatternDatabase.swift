import CHyperscan
public import Configuration

/// All words and expressions of the rule files, compiled. Made once, before a worker locks itself down; it cannot be
/// changed, and any number of detectors may share it.
public final class PatternDatabase: Sendable {
  /// The expressions of one pass.
  struct Pass: Sendable {
    var database: HyperscanDatabase
    var sources: [String]
    /// Hyperscan's number → that of the expression.
    var expressions: [UInt32]
    /// How far a match may reach around the byte that each has.
    var reach = NarrowPattern.Node.Reach(before: 0, behind: 0)
  }

  let categories: [CategoryRules]
  let terms: [Term]
  let identifiers: [IdentifierRule]
  let expressions: [RuleExpression]
  let phrases: PhraseTable
  let openings: OpeningTable
  /// The last words of phrases by their number there, then openings by theirs, then what disclaimers hold.
  let sought: SoughtWords
  let passes: [PatternPass: Pass]
  /// For the passes that look around words that name identifiers.
  let contexts: [PatternPass: ContextReach]
  /// For each expression whether it is such a word.
  let isContext: [Bool]
  /// For each expression whether it is a term's own, and not only a word beside terms.
  let isTerm: [Bool]

  private init(_ reader: RuleReader, _ cache: PatternCache?) throws(HyperscanDatabase.Refusal) {
    categories = reader.categories
    terms = reader.terms
    identifiers = reader.identifiers
    expressions = reader.expressions
    phrases = PhraseTable(reader.expressions)
    var numbers: [PatternPass: [UInt32]] = [:]
    for (number, expression) in reader.expressions.enumerated() {
      guard case .pattern = expression.matcher else { continue }
      numbers[PatternPass(expression, reader.identifiers), default: []].append(UInt32(number))
    }
    openings = OpeningTable(numbers[.behindOpenings] ?? [], reader.expressions)
    sought = SoughtWords(
      phrases.lastWords + openings.openings.map { .init(bytes: $0.bytes, isOpen: $0.isOpen) }
        + LetterZones.disclaimers.map { .init(bytes: $0, isOpen: true) })
    var contexts: [PatternPass: ContextReach] = [:]
    for (pass, numbers) in numbers where pass.needsContext {
      contexts[pass] = ContextReach(reader.expressions, reader.identifiers, numbers)
    }
    self.contexts = contexts
    isTerm = reader.expressions.map { !$0.terms.isEmpty }
    isContext = reader.expressions.indices.map { number in contexts.values.contains { $0.ofPhrase[number] > 0 } }
    var passes: [PatternPass: Pass] = [:]
    for (pass, numbers) in numbers { passes[pass] = try Self.pass(pass, numbers, reader.expressions, cache) }
    self.passes = passes
    cache?.sweep(keeping: passes.values.map(\.sources))
  }

  private static func pass(
    _ pass: PatternPass, _ numbers: [UInt32], _ expressions: [RuleExpression], _ cache: PatternCache?
  ) throws(HyperscanDatabase.Refusal) -> Pass {
    var sources: [String] = []
    var reach = NarrowPattern.Node.Reach(before: 0, behind: 0)
    for number in numbers {
      guard case .pattern(let pattern, _) = expressions[Int(number)].matcher else { continue }
      sources.append(pattern.hyperscan)
      if let byte = pass.byte, let own = pattern.root.reach(from: byte) { reach = reach.widest(own) }
    }
    do {
      return Pass(
        database: try HyperscanDatabase(sources, cache), sources: sources, expressions: numbers, reach: reach)
    } catch {
      throw HyperscanDatabase.Refusal(expression: error.expression.map { Int(numbers[$0]) }, message: error.message)
    }
  }

  /// Reads `categories/*.yaml` and `identifiers/*.yaml` of a folder.
  /// - Throws: `ConfigurationError` at the first thing that is wrong in a file, with the remedy: a key that is not known,
  ///   an expression that Hyperscan cannot take, an id that stands twice.
  /// - Parameter cache: spares the time of compiling what has been compiled before.
  public static func compile(
    rulesFolder: String, cache: PatternCache? = nil
  ) throws(ConfigurationError) -> PatternDatabase {
    let reader = try RuleReader(folder: rulesFolder)
    do {
      return try PatternDatabase(reader, cache)
    } catch {
      guard let number = error.expression, number < reader.places.count else {
        throw ConfigurationError(file: rulesFolder, message: error.message)
      }
      throw reader.places[number].error(error.message)
    }
  }

  /// The ids of all terms and patterns, in the order of the files.
  public var recognisers: [String] { terms.map(\.id) + identifiers.map(\.id) }
}
