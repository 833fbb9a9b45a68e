import CHyperscan
public import Configuration

/// All words and expressions of the rule files, compiled for one pass over a text. Made once, before a worker locks itself
/// down; it cannot be changed, and any number of detectors may share it.
public final class PatternDatabase: Sendable {
  let categories: [CategoryRules]
  let terms: [Term]
  let identifiers: [IdentifierRule]
  let expressions: [RuleExpression]
  /// One bit for each expression: it is a phrase whose last letter must end a word.
  let database: HyperscanDatabase

  private init(_ reader: RuleReader, _ database: HyperscanDatabase) {
    categories = reader.categories
    terms = reader.terms
    identifiers = reader.identifiers
    expressions = reader.expressions
    self.database = database
  }

  /// Reads `categories/*.yaml` and `identifiers/*.yaml` of a folder.
  /// - Throws: `ConfigurationError` at the first thing that is wrong in a file, with the remedy: a key that is not known,
  ///   an expression that Hyperscan cannot take, an id that stands twice.
  public static func compile(rulesFolder: String) throws(ConfigurationError) -> PatternDatabase {
    let reader = try RuleReader(folder: rulesFolder)
    let sources = reader.expressions.map { expression in
      switch expression.matcher {
      case .phrase(let phrase): phrase.hyperscan
      case .pattern(let pattern, _): pattern.hyperscan
      }
    }
    do {
      return PatternDatabase(reader, try HyperscanDatabase(sources))
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
