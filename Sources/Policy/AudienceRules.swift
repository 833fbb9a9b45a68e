public import Configuration
import Foundation
import People

/// What the rules know of the world outside: webmail domains (`private_mail_domains.txt`), who an address is where the
/// records say nothing, and channels that staff may write to unseen (`audiences.yaml`, and the school's own beside it).
public struct AudienceRules: Hashable, Sendable {
  /// Domains at which anybody may have a mailbox, in Unicode and lower case.
  public var privateMailDomains: Set<String>
  /// Domains of unions, ACAS, regulators and other prescribed persons (D18); those below them too.
  public var protectedDomains: Set<String>
  /// Words of an organisation's name in `contacts.csv` that make it such a channel, lower case: "union".
  public var protectedOrganisations: [String]
  /// The school's own rules, which outrank those that ship.
  var own = AddressRules()
  var shipped = AddressRules()

  public init(
    privateMailDomains: Set<String> = [], protectedDomains: Set<String> = [], protectedOrganisations: [String] = []
  ) {
    self.privateMailDomains = privateMailDomains
    self.protectedDomains = protectedDomains
    self.protectedOrganisations = protectedOrganisations
  }

  /// Reads both files in the folder of rules, and adds the school's own.
  /// - Parameters:
  ///   - additions: a text file with one webmail domain a line, "#" starts a comment (`private_mail_domains:`).
  ///   - own: a file in the form of `audiences.yaml` (`audiences:`).
  /// - Throws: `ConfigurationError` with file, line and column at the first thing that is wrong.
  public static func load(
    folder: String, additions: String? = nil, own: String? = nil
  ) throws(ConfigurationError) -> AudienceRules {
    var rules = AudienceRules()
    rules.privateMailDomains = try lines(folder + "/private_mail_domains.txt")
    rules.shipped = try rules.read(folder + "/audiences.yaml")
    if let additions { rules.privateMailDomains.formUnion(try lines(additions)) }
    if let own { rules.own = try rules.read(own) }
    return rules
  }

  /// Adds a file's protected channels.
  /// - Returns: who is who by it.
  private mutating func read(_ file: String) throws(ConfigurationError) -> AddressRules {
    var map = try YAMLFile.read(file)
    let rules = try AddressRules.read(map.optional("audiences"))
    if var channels = try map.optional("protected_channels")?.map() {
      if let list = channels.optional("domains") { protectedDomains.formUnion(try Self.domains(list)) }
      for word in try channels.optional("organisation_words")?.strings() ?? [] {
        protectedOrganisations.append(word.lowercased())
      }
      try channels.finish()
    }
    try map.finish()
    return rules
  }

  private static func domains(_ value: YAMLValue) throws(ConfigurationError) -> Set<String> {
    var domains: Set<String> = []
    for item in try value.list() {
      guard let domain = domain(try item.string()) else {
        throw item.error("'\(try item.string())' is no domain: write it like school.example")
      }
      domains.insert(domain)
    }
    return domains
  }

  private static func domain(_ text: String) -> String? {
    guard text.contains("."), !text.contains(where: { $0 == "@" || $0.isWhitespace }) else { return nil }
    return MailAddress.canonical(domain: text)
  }

  private static func lines(_ file: String) throws(ConfigurationError) -> Set<String> {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ConfigurationError(file: file, message: "cannot be read: check that it exists and who may read it")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ConfigurationError(file: file, message: "is not UTF-8 text: save it as UTF-8")
    }
    var domains: Set<String> = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces.union(["\u{FEFF}"]))
      if words.isEmpty { continue }
      guard let domain = domain(words) else {
        throw ConfigurationError(
          file: file, line: index + 1, column: 1,
          message: "'\(words)' is no domain: write one a line, like webmail.example")
      }
      domains.insert(domain)
    }
    return domains
  }

  /// Whether an address, or the organisation that the records name for it, is a protected channel.
  func isProtected(domain: String, organisation: String?) -> Bool {
    if hasProtected(domain) { return true }
    guard let organisation else { return false }
    let words = organisation.lowercased()
    return protectedOrganisations.contains { Self.has(words, phrase: $0) }
  }

  /// The domain itself, and each above it.
  private func hasProtected(_ domain: String) -> Bool {
    var rest = domain[...]
    while true {
      if protectedDomains.contains(String(rest)) { return true }
      guard let dot = rest.utf8.firstIndex(of: 0x2E) else { return false }
      rest = rest[rest.utf8.index(after: dot)...]
    }
  }

  /// Whole words: "union" is not in "reunion".
  private static func has(_ text: String, phrase: String) -> Bool {
    var rest = text[...]
    while let range = rest.range(of: phrase) {
      let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
      let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
      if before?.isLetter != true && after?.isLetter != true { return true }
      rest = text[range.upperBound...]
    }
    return false
  }
}
