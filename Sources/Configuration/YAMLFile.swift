import Foundation
import Yams

/// A YAML file read for a person: each value knows its line and column, each key that nobody asked for is an error.
public enum YAMLFile {
  /// Reads a file whose top level is a mapping.
  /// - Throws: `ConfigurationError` when the file cannot be read, is not UTF-8, is no YAML or no mapping.
  public static func read(_ path: String) throws(ConfigurationError) -> YAMLMap {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError(file: path, message: "cannot be read: check that it exists and who may read it")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ConfigurationError(file: path, message: "is not UTF-8 text: save it as UTF-8")
    }
    return try parse(text, file: path)
  }

  /// The same for text that is in memory already; `file` is what errors name.
  public static func parse(_ text: String, file: String) throws(ConfigurationError) -> YAMLMap {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw ConfigurationError(yaml: error, file: file)
    } catch {
      throw ConfigurationError(file: file, message: "\(error)")
    }
    return try YAMLValue(node: node ?? .mapping(.init([])), file: file).map()
  }
}

extension ConfigurationError {
  init(yaml error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      // "*.school.example" is the name of something else in YAML.
      let hint =
        problem.contains("alias") || problem.contains("alphabetic") ? ": put a word that begins with * into quotes" : ""
      self.init(file: file, line: mark.line, column: mark.column, message: "is not YAML: \(problem)\(hint)")
    case .duplicatedKeysInMapping(let keys, let context):
      self.init(
        file: file, line: context.mark.line, column: context.mark.column,
        message: "the key \(keys.map { "'\($0)'" }.joined(separator: ", ")) stands twice: keep one")
    default:
      self.init(file: file, message: "is not YAML: \(error)")
    }
  }
}

/// One value of a YAML file with its place.
public struct YAMLValue {
  let node: Node
  let file: String

  /// An error at this value's place.
  public func error(_ message: String) -> ConfigurationError {
    ConfigurationError(file: file, line: node.mark?.line, column: node.mark?.column, message: message)
  }

  /// Counted from 1; nil for what stands in no file.
  public var line: Int? { node.mark?.line }

  public var isMap: Bool { node.mapping != nil }
  public var isList: Bool { node.sequence != nil }
  public var isNull: Bool { node.null != nil }
  /// Without quotes.
  var isPlain: Bool { node.scalar?.style == .plain }

  /// The text of a plain value; numbers and booleans count as they are written.
  public func string() throws(ConfigurationError) -> String {
    guard case .scalar(let scalar) = node else { throw error("here stands \(kind), where text is asked for") }
    return scalar.string
  }

  public func int(in range: ClosedRange<Int> = Int.min...Int.max) throws(ConfigurationError) -> Int {
    guard let number = node.int else { throw error("a whole number is asked for here") }
    guard range.contains(number) else {
      throw error("\(number) is out of bounds: from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  public func double(in range: ClosedRange<Double>) throws(ConfigurationError) -> Double {
    guard let number = node.float else { throw error("a number is asked for here") }
    guard range.contains(number) else {
      throw error("\(number) is out of bounds: from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  public func bool() throws(ConfigurationError) -> Bool {
    guard let value = node.bool else { throw error("true or false is asked for here") }
    return value
  }

  /// A list; a single plain value counts as a list of one.
  public func list() throws(ConfigurationError) -> [YAMLValue] {
    switch node {
    case .sequence(let sequence): return sequence.map { YAMLValue(node: $0, file: file) }
    case .scalar: return isNull ? [] : [self]
    default: throw error("here stands \(kind), where a list is asked for")
    }
  }

  public func strings() throws(ConfigurationError) -> [String] {
    var texts: [String] = []
    for value in try list() { texts.append(try value.string()) }
    return texts
  }

  public func map() throws(ConfigurationError) -> YAMLMap {
    guard case .mapping(let mapping) = node else {
      throw error("here stands \(kind), where keys and values are asked for")
    }
    var entries: [(key: String, value: YAMLValue, place: YAMLValue)] = []
    for (key, value) in mapping {
      let place = YAMLValue(node: key, file: file)
      entries.append((try place.string(), YAMLValue(node: value, file: file), place))
    }
    return YAMLMap(entries: entries, place: self)
  }

  /// One of an enumeration's raw values, with a suggestion when it is misspelt.
  public func oneOf<T: CaseIterable & RawRepresentable>(_ type: T.Type = T.self) throws(ConfigurationError) -> T
  where T.RawValue == String {
    let word = try string()
    if let value = T(rawValue: word) { return value }
    throw error(unknown(word, among: T.allCases.map(\.rawValue)))
  }

  /// "'x' is not known here …", with the nearest of `candidates`, or all of them.
  public func unknown(_ word: String, among candidates: [String]) -> String {
    if let near = nearest(to: word, among: candidates) { return "'\(word)' is not known here: did you mean '\(near)'?" }
    return "'\(word)' is not known here: use one of \(candidates.sorted().joined(separator: ", "))"
  }

  private var kind: String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    default: "a plain value"
    }
  }
}

/// A mapping of a YAML file. Take each key that is known, then call `finish()`.
public struct YAMLMap {
  private let entries: [(key: String, value: YAMLValue, place: YAMLValue)]
  /// The mapping's own place, for errors about the whole.
  public let place: YAMLValue
  private var known: Set<String> = []

  init(entries: [(key: String, value: YAMLValue, place: YAMLValue)], place: YAMLValue) {
    self.entries = entries
    self.place = place
  }

  /// All keys in the order of the file.
  public var keys: [String] { entries.map(\.key) }

  /// The value of an optional key; a key with an empty value counts as absent.
  public mutating func optional(_ key: String) -> YAMLValue? {
    known.insert(key)
    guard let value = entries.first(where: { $0.key == key })?.value, !value.isNull else { return nil }
    return value
  }

  /// The value of a key that must be there.
  public mutating func required(_ key: String) throws(ConfigurationError) -> YAMLValue {
    if let value = optional(key) { return value }
    // A misspelt key is the likelier mistake than one forgotten.
    let unread = entries.filter { !known.contains($0.key) }
    if let near = nearest(to: key, among: unread.map(\.key)), let entry = unread.first(where: { $0.key == near }) {
      throw entry.place.error("the key '\(key)' is missing: is it meant by '\(near)'?")
    }
    throw place.error("the key '\(key)' is missing")
  }

  /// Every entry, for mappings whose keys are data (addresses, column names).
  public mutating func all() -> [(key: String, value: YAMLValue)] {
    known.formUnion(keys)
    return entries.map { ($0.key, $0.value) }
  }

  /// - Throws: `ConfigurationError` at the first key that nobody asked for.
  public func finish() throws(ConfigurationError) {
    for entry in entries where !known.contains(entry.key) {
      throw entry.place.error(entry.place.unknown(entry.key, among: Array(known)))
    }
  }
}
