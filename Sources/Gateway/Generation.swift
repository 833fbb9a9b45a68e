import Configuration
import Inspection
import People
import Policy
import Protection
import Spool

/// One reading of rules and people; a running filter swaps in a new one, or keeps the old where it is wrong (D14).
struct Generation: Sendable {
  let rulesFolder: String
  let rules: RuleSet
  let people: PeopleIndex
  let recordsAge: RecordsAge
  /// The people as the workers get them (D7).
  let table: MemoryFile
  let audiences: AudienceResolver
  /// What directory and alias files say of lists.
  let lists: ListBook
  /// What was odd in records and lists, and what the configuration looks for in them in vain, by file and line; without
  /// names.
  let warnings: [RecordWarning]
  /// What passwords are made of; nil where no rule has Postern protect mail by itself.
  let words: WordList?
  private let patternCache: String

  /// - Throws: `ConfigurationError` with the place of the first thing that is wrong.
  static func read(_ settings: Settings, file: String) throws(ConfigurationError) -> Generation {
    guard let rulesFolder = settings.rules ?? Programs.shippedRules else {
      throw ConfigurationError(
        file: file, message: "the rules that ship are not beside the program: name a folder with 'rules:'")
    }
    let records = try CurrentRecords.read(settings)
    let people = records.people
    let names = try Gazetteer.load(folder: rulesFolder + "/names")
    let table: MemoryFile
    do {
      table = try people.table(gazetteer: names)
    } catch {
      throw ConfigurationError(file: file, message: "people: \(error)")
    }
    let audiences = AudienceResolver(
      people: people, settings: settings,
      rules: try AudienceRules.load(
        folder: rulesFolder, additions: settings.privateMailDomains, own: settings.audiences),
      lists: records.lists)
    let rules = try RuleSet.load(folder: rulesFolder)
    if settings.tls == nil, let rule = rules.enforced(asking: .requireTLS).first {
      throw ConfigurationError(
        file: file,
        message:
          "the rule \(rule) lets mail go by verified TLS alone: set up a service of Postfix for that (README.md), and name it with 'tls:'"
      )
    }
    return Generation(
      rulesFolder: rulesFolder, rules: rules, people: people,
      recordsAge: records.age, table: table, audiences: audiences, lists: records.lists,
      warnings: records.warnings + settings.fourEyes.warnings(by: people),
      words: rules.protectsByItself ? try WordList.load(folder: rulesFolder, orElse: Programs.shippedRules) : nil,
      patternCache: settings.state + "/patterns")
  }

  /// Who may open what, by these records and rules.
  func book(_ settings: Settings) -> AccessBook {
    AccessBook(settings, matrix: rules.access, people: people, lists: lists)
  }

  /// What the workers are to load.
  /// - Parameter keepsPatterns: whether what is compiled is kept in the state folder for the next start.
  func forWorkers(keepsPatterns: Bool) -> InspectorGeneration {
    InspectorGeneration(
      rulesFolder: rulesFolder, people: table, patternCache: patternCache, keepsPatterns: keepsPatterns)
  }
}
