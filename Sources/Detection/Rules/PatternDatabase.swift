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
    /// How far from what it is looked for around a match may reach, in bytes.
    var reach: Int
  }

  let categories: [CategoryRules]
  let terms: [Term]
  let identifiers: [IdentifierRule]
  let expressions: [RuleExpression]
  let words: WordIndex
  let wordDatabase: HyperscanDatabase
  let passes: [PatternPass: Pass]
  /// For each expression whether it is a word that names an identifier.
  let isContext: [Bool]

  private init(_ reader: RuleReader, _ cache: PatternCache?) throws(HyperscanDatabase.Refusal) {
    categories = reader.categories
    terms = reader.terms
    identifiers = reader.identifiers
    expressions = reader.expressions
    words = WordIndex(reader.expressions)
    var isContext = [Bool](repeating: false, count: reader.expressions.count)
    for rule in reader.identifiers { for number in rule.context { isContext[Int(number)] = true } }
    self.isContext = isContext
    let literals = words.words.map { $0.map(NarrowPattern.Node.escaped).joined() }
    wordDatabase = try HyperscanDatabase(literals, cache)
    passes = try Self.passes(reader, cache)
    cache?.sweep(keeping: [literals] + passes.values.map(\.sources))
  }

  private static func passes(_ reader: RuleReader, _ cache: PatternCache?) throws(HyperscanDatabase.Refusal)
    -> [PatternPass: Pass]
  {
    var numbers: [PatternPass: [UInt32]] = [:]
    for (number, expression) in reader.expressions.enumerated() {
      guard case .pattern = expression.matcher else { continue }
      numbers[PatternPass(expression, reader.identifiers), default: []].append(UInt32(number))
    }
    var passes: [PatternPass: Pass] = [:]
    for (pass, numbers) in numbers {
      var sources: [String] = []
      var longest = 0
      for number in numbers {
        guard case .pattern(let pattern, _) = reader.expressions[Int(number)].matcher else { continue }
        sources.append(pattern.hyperscan)
        longest = max(longest, pattern.maximumLength)
      }
      // A word that names an identifier stands beside it, and has a length of its own.
      let around =
        pass == .nearContext
        ? (reader.identifiers.map(\.contextWithin).max() ?? 0) + IdentifierContext.contextReach : 0
      do {
        let database = try HyperscanDatabase(sources, cache)
        passes[pass] = Pass(
          database: database, sources: sources, expressions: numbers, reach: longest + around)
      } catch {
        throw HyperscanDatabase.Refusal(
          expression: error.expression.map { Int(numbers[$0]) }, message: error.message)
      }
    }
    return passes
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
