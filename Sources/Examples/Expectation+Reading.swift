import Configuration
import Detection
import Foundation
import Policy

extension Expectation {
  /// - Throws: `ConfigurationError` with the place of the first thing that is wrong.
  static func read(_ top: YAMLMap) throws(ConfigurationError) -> Expectation {
    var map = top
    let action: Action = try map.required("action").oneOf()
    let (categories, allowed) = try twice(&map, "categories") { value throws(ConfigurationError) -> Category in
      try value.oneOf()
    }
    let (people, allowedPeople) = try twice(&map, "people") { value throws(ConfigurationError) -> String in
      comparable(try value.string())
    }
    let identifiers = try set(map.optional("identifiers"), Self.identifier)
    let expectation = Expectation(
      why: try map.required("why").string(), scenario: try map.optional("scenario")?.string(),
      from: try address(map.optional("from")),
      to: try map.optional("to").map { value throws(ConfigurationError) in try addresses(value) } ?? [],
      after: try map.optional("after")?.strings() ?? [],
      action: action,
      acceptable: try set(map.optional("acceptable")) { value throws(ConfigurationError) -> Action in
        try value.oneOf()
      }.union([action]),
      categories: categories, people: people, identifiers: identifiers, allowedCategories: allowed,
      allowedPeople: allowedPeople,
      allowedIdentifiers: try set(map.optional("allowed_identifiers")) {
        value throws(ConfigurationError) -> IdentifierKind in try value.oneOf()
      })
    try map.finish()
    return expectation
  }

  /// What must be found, and what may be.
  private static func twice<T: Hashable>(
    _ map: inout YAMLMap, _ key: String, _ read: (YAMLValue) throws(ConfigurationError) -> T
  ) throws(ConfigurationError) -> (Set<T>, Set<T>) {
    let wanted = try set(map.required(key), read)
    let value = map.optional("allowed_" + key)
    let allowed = try set(value, read)
    if let value, !wanted.isDisjoint(with: allowed) {
      throw value.error("holds what stands under '\(key)' already: keep it in one of the two")
    }
    return (wanted, allowed)
  }

  private static func set<T: Hashable>(
    _ value: YAMLValue?, _ read: (YAMLValue) throws(ConfigurationError) -> T
  ) throws(ConfigurationError) -> Set<T> {
    var items: Set<T> = []
    for item in try value?.list() ?? [] {
      guard items.insert(try read(item)).inserted else { throw item.error("stands twice in this list: keep one") }
    }
    return items
  }

  private static func identifier(_ value: YAMLValue) throws(ConfigurationError) -> Identifier {
    var map = try value.map()
    let kind: IdentifierKind = try map.required("kind").oneOf()
    let written = try map.required("value")
    try map.finish()
    let text = try written.string()
    if kind == .dateOfBirth, text.wholeMatch(of: #/\d{4}-\d\d-\d\d/#) == nil {
      throw written.error("'\(text)' is no date of birth: write it as 2012-09-03, however the message does")
    }
    return Identifier(kind: kind.rawValue, written: text)
  }

  private static func addresses(_ value: YAMLValue) throws(ConfigurationError) -> [String] {
    var addresses: [String] = []
    for item in try value.list() {
      if let one = try address(item) { addresses.append(one) }
    }
    return addresses
  }

  private static func address(_ value: YAMLValue?) throws(ConfigurationError) -> String? {
    guard let value else { return nil }
    let text = try value.string()
    guard text.wholeMatch(of: #/[^@\s]+@[^@\s]+/#) != nil else {
      throw value.error("'\(text)' is no address: write it like office@school.example")
    }
    return text
  }
}
