import Configuration
import People

/// Reads the rule file: `schema`, `define` and `rules`. Every key is asked for by name, so that a misspelt one is an error.
enum RuleReader {
  /// The version of the language that this reads.
  static let schema = 1

  static func read(_ top: YAMLMap) throws(ConfigurationError) -> [Rule] {
    var map = top
    let schema = try map.required("schema")
    guard try schema.int() == self.schema else {
      throw schema.error("this Postern reads schema \(self.schema): write 'schema: \(self.schema)'")
    }
    var conditions = ConditionReader(definitions: try map.optional("define")?.map())
    let list = try map.required("rules")
    var rules: [Rule] = []
    var lines: [String: Int] = [:]
    for item in try list.list() {
      let rule = try read(rule: item, conditions: &conditions, lines: &lines)
      if rule.status != .retired { rules.append(rule) }
    }
    guard !lines.isEmpty else { throw list.error("there is no rule: a school without rules has no need of Postern") }
    try conditions.finish()
    try map.finish()
    return rules
  }

  private static func read(
    rule item: YAMLValue, conditions: inout ConditionReader, lines: inout [String: Int]
  ) throws(ConfigurationError) -> Rule {
    var map = try item.map()
    let id = try map.required("id")
    let name = try id.string()
    guard isIdentifier(name) else {
      throw id.error("'\(name)' is no id: use small letters, digits, dots and hyphens, like sen.to-families")
    }
    if let line = lines[name] {
      throw id.error("the id '\(name)' stands in line \(line) already: each rule needs its own")
    }
    lines[name] = id.line ?? 0
    let requirements = try requirements(map.required("require"))
    let protection = map.optional("protect")
    let protectsText = map.optional("protect_text")
    if let word = protection ?? protectsText, !requirements.contains(.protect) {
      throw word.error("this says how to protect, which the rule does not ask for: add 'protect' to 'require'")
    }
    let delay = try delay(&map, requirements)
    let releaser = try releaser(&map, requirements)
    let rule = Rule(
      id: name,
      title: try text(map.required("title")),
      status: try map.optional("status")?.oneOf() ?? .draft,
      mode: try map.required("mode").oneOf(),
      releaser: releaser,
      condition: try conditions.read(map.required("when")),
      requirements: requirements,
      protection: try protection?.oneOf() ?? .offer,
      protectsText: try protectsText?.bool() ?? false,
      delay: delay,
      why: try text(map.required("why")),
      clause: try text(map.required("clause")),
      remedy: try text(map.required("remedy")),
      falsePositives: try text(map.required("false_positives")),
      isDiscreet: try map.optional("discreet")?.bool() ?? false,
      exceptions: try exceptions(map.optional("except")))
    try map.finish()
    return rule
  }

  /// Who checks the addresses.
  private enum CheckedBy: String, CaseIterable { case colleague }

  /// Where a colleague is asked, the sender alone does not end it.
  private static func releaser(
    _ map: inout YAMLMap, _ requirements: Set<Requirement>
  ) throws(ConfigurationError) -> Releaser {
    let release = map.optional("release")
    let named: Releaser = try release?.oneOf() ?? .sender
    if let check = map.optional("check") {
      let _: CheckedBy = try check.oneOf()
      guard requirements.contains(.check) else {
        throw check.error("this says who checks, which the rule does not ask for: add 'check' to 'require'")
      }
    }
    guard requirements.contains(.check) else { return named }
    if let release, named == .sender {
      throw release.error(
        "a check is made by a colleague, never by the sender: leave 'release' out, or name an officer")
    }
    return max(named, .colleague)
  }

  /// In seconds.
  private static func delay(
    _ map: inout YAMLMap, _ requirements: Set<Requirement>
  ) throws(ConfigurationError) -> Int? {
    let time = map.optional("hold_for")
    if let time, !requirements.contains(.delay) {
      throw time.error("this says how long it waits, which the rule does not ask for: add 'delay' to 'require'")
    }
    guard requirements.contains(.delay) else { return nil }
    return try time?.seconds(in: 10...Waits.longestDelay) ?? Waits.usualDelay
  }

  private static func isIdentifier(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 64
      && name.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
      }
  }

  /// One line of text: it ends in SMTP replies, too.
  private static func text(_ value: YAMLValue) throws(ConfigurationError) -> String {
    let words = try value.string().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !words.isEmpty else { throw value.error("some words are needed here") }
    return words
  }

  private static func requirements(_ value: YAMLValue) throws(ConfigurationError) -> Set<Requirement> {
    var requirements: Set<Requirement> = []
    for item in try value.list() {
      let word = try item.string()
      guard let requirement = Requirement(word: word) else {
        throw item.error(item.unknown(word, among: Requirement.allCases.map(\.word)))
      }
      requirements.insert(requirement)
    }
    return requirements
  }

  private static func exceptions(_ value: YAMLValue?) throws(ConfigurationError) -> [Rule.Exception] {
    var exceptions: [Rule.Exception] = []
    for item in try value?.list() ?? [] {
      var map = try item.map()
      let until = try map.required("until")
      guard let day = CalendarDate(try until.string()) else {
        throw until.error("a day is asked for here, like 2027-07-31")
      }
      let exception = Rule.Exception(
        name: try text(map.required("name")), until: day, from: try addresses(map.optional("from")),
        to: try addresses(map.optional("to")))
      try map.finish()
      guard !exception.from.isEmpty || !exception.to.isEmpty else {
        throw item.error("an exception for everybody is no exception: add 'from' or 'to', or set the rule's mode")
      }
      exceptions.append(exception)
    }
    return exceptions
  }

  private static func addresses(_ value: YAMLValue?) throws(ConfigurationError) -> [String] {
    var addresses: [String] = []
    for item in try value?.list() ?? [] {
      let address = try item.string().lowercased()
      guard address.contains("."), !address.hasPrefix("@"), !address.hasSuffix("@"), !address.contains(" ") else {
        throw item.error("'\(address)' is no address and no domain: write name@school.example or school.example")
      }
      addresses.append(address)
    }
    return addresses
  }
}
