import Configuration
import Foundation
import Normalisation

/// Reads the folder of rules into what the pattern database is compiled from.
struct RuleReader {
  private(set) var categories: [CategoryRules] = []
  private(set) var terms: [Term] = []
  private(set) var identifiers: [IdentifierRule] = []
  private(set) var expressions: [RuleExpression] = []
  /// Where each expression was first written, for Hyperscan's complaints.
  private(set) var places: [YAMLValue] = []
  private var phraseNumbers: [Phrase: UInt32] = [:]
  private var ids: [String: YAMLValue] = [:]

  /// All expressions together; beyond it the database would take minutes to compile.
  private static let expressionBound = 20_000

  init(folder: String) throws(ConfigurationError) {
    for path in try Self.files(folder + "/categories") { try readCategory(YAMLFile.read(path)) }
    for path in try Self.files(folder + "/identifiers") { try readIdentifier(YAMLFile.read(path)) }
    guard !expressions.isEmpty else {
      throw ConfigurationError(
        file: folder,
        message:
          "holds no rules: it needs categories/*.yaml or identifiers/*.yaml; leave 'rules' out for those that ship")
    }
  }

  private static func files(_ folder: String) throws(ConfigurationError) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw ConfigurationError(
        file: folder, message: "cannot be read as a folder: check what it is and who may read it")
    }
    for name in names where name.hasSuffix(".yml") {
      throw ConfigurationError(file: folder + "/" + name, message: "would be overlooked: rename it to end with .yaml")
    }
    return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { folder + "/" + $0 }
  }

  static func fold(_ text: String) -> [UInt8] { NormalisedText(text).bytes }

  private mutating func unique(_ value: YAMLValue) throws(ConfigurationError) -> String {
    let id = try value.string()
    if let earlier = ids[id] {
      throw value.error(
        "the id '\(id)' is taken by \(earlier.error("").description.dropLast(2)): ids are unique over all files")
    }
    ids[id] = value
    return id
  }

  /// A phrase with an apostrophe stands for both shapes of it.
  private mutating func phrase(_ value: YAMLValue, isExact: Bool = false) throws(ConfigurationError) -> [UInt32] {
    let text = try value.string()
    let straight = text.replacing("\u{2019}", with: "'")
    var numbers = [try phrase(straight, value, isExact)]
    if straight.contains("'") { numbers.append(try phrase(straight.replacing("'", with: "\u{2019}"), value, isExact)) }
    return numbers
  }

  private mutating func phrase(_ text: String, _ value: YAMLValue, _ isExact: Bool) throws(ConfigurationError) -> UInt32
  {
    let phrase: Phrase
    do { phrase = try Phrase(text, isExact: isExact, fold: Self.fold) } catch {
      throw value.error("the phrase cannot be used: \(error.message)")
    }
    if let number = phraseNumbers[phrase] { return number }
    let number = UInt32(try append(RuleExpression(matcher: .phrase(phrase)), value))
    phraseNumbers[phrase] = number
    return number
  }

  private mutating func phrases(_ value: YAMLValue?) throws(ConfigurationError) -> [UInt32] {
    var numbers: Set<UInt32> = []
    for item in try value?.list() ?? [] { numbers.formUnion(try phrase(item)) }
    return numbers.sorted()
  }

  private mutating func append(_ expression: RuleExpression, _ value: YAMLValue) throws(ConfigurationError) -> Int {
    guard expressions.count < Self.expressionBound else {
      throw value.error("there are more than \(Self.expressionBound) words and expressions in the rules: remove some")
    }
    expressions.append(expression)
    places.append(value)
    return expressions.count - 1
  }

  private mutating func pattern(
    _ value: YAMLValue, _ boundary: IdentifierRule.Boundary, isExact: Bool
  ) throws(ConfigurationError) -> (number: Int, groups: Int) {
    let text = try value.string()
    do {
      let pattern = try NarrowPattern(text, fold: Self.fold)
      let asWritten = isExact ? try NarrowPattern(text, keepsCase: true, fold: { Array($0.utf8) }) : nil
      let expression = RuleExpression(matcher: .pattern(pattern, boundary), asWritten: asWritten)
      return (try append(expression, value), pattern.groups)
    } catch let error as PatternSyntaxError {
      throw value.error("the expression cannot be used: \(error.message)")
    } catch let error as ConfigurationError { throw error } catch { throw value.error("\(error)") }
  }
}

extension RuleReader {
  private mutating func readCategory(_ top: YAMLMap) throws(ConfigurationError) {
    var map = top
    let category: Category = try map.required("category").oneOf()
    let title = try map.required("title").string()
    _ = map.optional("why")
    _ = map.optional("source")
    let reportAt = try map.optional("report_at")?.double(in: 0...1) ?? 0.5
    categories.append(CategoryRules(category: category, title: title, reportAt: reportAt))
    let general = try phrases(map.optional("general"))
    for item in try map.optional("terms")?.list() ?? [] { try readTerm(item.map(), category, general, reportAt) }
    for number in try phrases(map.optional("exclude")) { expressions[Int(number)].excludes.append(category) }
    for number in try phrases(map.optional("headings")) {
      expressions[Int(number)].headings.append((category, .serious))
    }
    for number in try phrases(map.optional("headings_ordinary")) {
      expressions[Int(number)].headings.append((category, .ordinary))
    }
    _ = map.optional("examples")
    try map.finish()
  }

  private mutating func readTerm(
    _ top: YAMLMap, _ category: Category, _ general: [UInt32], _ reportAt: Double
  ) throws(ConfigurationError) {
    var map = top
    let id = try unique(map.required("id"))
    let grade: Grade = try map.required("grade").oneOf()
    let confidence = try map.required("confidence").double(in: 0...1)
    var isExact = false
    if let value = map.optional("case") {
      guard try value.string() == "exact" else {
        throw value.error("only 'exact' is known here: leave 'case' out otherwise")
      }
      isExact = true
    }
    let within = map.optional("needs_within")
    let needs = map.optional("needs")
    if let within, needs == nil {
      throw within.error("'needs_within' asks for 'needs': add the words that must stand near")
    }
    let child = map.optional("or_child")
    if let child, needs == nil { throw child.error("'or_child' asks for 'needs': add the words that must stand near") }
    let number = terms.count
    let words = map.optional("words")
    let patterns = map.optional("patterns")
    guard words != nil || patterns != nil else {
      throw map.place.error("the term '\(id)' matches nothing: give it 'words' or 'patterns'")
    }
    terms.append(
      Term(
        id: id, category: category, grade: grade, confidence: confidence, needs: try phrases(needs),
        mayNeedChild: try child?.bool() ?? false,
        needsWithin: try within?.int(in: 1...2_000), unless: try phrases(map.optional("unless")),
        general: general, reportAt: reportAt))
    for item in try words?.list() ?? [] {
      for phrase in try phrase(item, isExact: isExact) where !expressions[Int(phrase)].terms.contains(number) {
        expressions[Int(phrase)].terms.append(number)
      }
    }
    for item in try patterns?.list() ?? [] {
      expressions[try pattern(item, .word, isExact: isExact).number].terms.append(number)
    }
    _ = map.optional("why")
    try map.finish()
  }

  private mutating func readIdentifier(_ top: YAMLMap) throws(ConfigurationError) {
    var map = top
    let kind: IdentifierKind = try map.required("kind").oneOf()
    _ = try map.required("title").string()
    _ = map.optional("why")
    _ = map.optional("source")
    let reportAt = try map.optional("report_at")?.double(in: 0...1) ?? 0.5
    let shared = map.optional("excludes")
    let sharedExcludes = try phrases(shared)
    let sharedContext = try phrases(map.optional("context"))
    for item in try map.required("patterns").list() {
      try readPattern(item.map(), kind, reportAt, sharedContext, sharedExcludes)
    }
    _ = map.optional("examples")
    try map.finish()
  }

  private mutating func readPattern(
    _ top: YAMLMap, _ kind: IdentifierKind, _ reportAt: Double, _ sharedContext: [UInt32], _ sharedExcludes: [UInt32]
  ) throws(ConfigurationError) {
    var map = top
    let id = try unique(map.required("id"))
    let boundary: IdentifierRule.Boundary = try map.optional("boundary")?.oneOf() ?? .word
    let expression = try map.required("regex")
    var isExact = false
    if let value = map.optional("case") {
      guard try value.string() == "exact" else {
        throw value.error("only 'exact' is known here: leave 'case' out otherwise")
      }
      isExact = true
    }
    let (number, groups) = try pattern(expression, boundary, isExact: isExact)
    var validator: Validator?
    if let value = map.optional("validator") {
      let name = try value.string()
      validator = Validators.all.first { $0.name == name }
      if validator == nil { throw value.error(value.unknown(name, among: Validators.all.map(\.name))) }
    }
    let confidence = try map.required("confidence").double(in: 0...1)
    let context = try phrases(map.optional("context"))
    let valueGroup = map.optional("value_group")
    let group = try valueGroup?.int(in: 0...99) ?? 0
    if let valueGroup, group > groups {
      throw valueGroup.error(
        "the expression has \(groups) group\(groups == 1 ? "" : "s"): put parentheses around the value")
    }
    expressions[number].identifier = identifiers.count
    identifiers.append(
      IdentifierRule(
        id: id, kind: kind, boundary: boundary, validator: validator, confidence: confidence,
        context: Set(context + sharedContext).sorted(),
        contextWithin: try map.optional("context_within")?.int(in: 1...2_000) ?? 60,
        contextConfidence: try map.optional("context_confidence")?.double(in: 0...1) ?? confidence, valueGroup: group,
        excludes: Set(try phrases(map.optional("excludes")) + sharedExcludes).sorted(), reportAt: reportAt))
    _ = map.optional("why")
    try map.finish()
  }
}
