import Foundation

/// A line of `check --json` or `check --batch`, as a script reads it: every key of the contract must be there.
struct Answer: Decodable {
  struct Identifier: Decodable, Hashable { var kind, value: String }
  struct Recipient: Decodable, Hashable { var address, kind: String }
  struct Attachment: Decodable, Hashable {
    var name: String?
    var type, protection: String
    var characters: Int
  }
  struct Unreadable: Decodable, Hashable { var part, reason: String }

  var action: String
  var rule: String?
  var rules, cabinets, categories, people: [String]
  var identifiers: [Identifier]
  var recipients: [Recipient]
  var attachments: [Attachment]
  var unreadable: [Unreadable]
  var requirements: [String]
  var mode: String?
  var delivery: [String: String]
  var explanation: [String]
  var milliseconds: Double

  static let keys: Set = [
    "id", "action", "rule", "rules", "cabinets", "categories", "people", "identifiers", "recipients", "attachments",
    "unreadable", "requirements", "mode", "delivery", "explanation", "milliseconds",
  ]
}

/// A line of `detect`.
struct Detected: Decodable {
  struct Identifier: Decodable, Hashable {
    var kind, value: String
    var start, end: Int
    var confidence: Double
  }
  struct Person: Decodable, Hashable {
    var name: String
    var start, end: Int
    var confidence: Double
  }
  struct Category: Decodable, Hashable {
    var category: String
    var about: String?
    var start, end: Int
    var confidence: Double
  }

  var identifiers: [Identifier]
  var people: [Person]
  var categories: [Category]
}

extension Program.Outcome {
  func answers<T: Decodable>(_ type: T.Type = Answer.self) throws -> [T] {
    try lines.map { try JSONDecoder().decode(T.self, from: Data($0.utf8)) }
  }

  /// The lines as plain objects, where it matters which keys there are.
  func objects() throws -> [[String: Any]] {
    try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:] }
  }

  /// Each line's id, text in quotes.
  func ids() throws -> [String] {
    try objects().map { object in
      if let text = object["id"] as? String { return "'\(text)'" }
      return (object["id"] as? Int).map(String.init) ?? "none"
    }
  }
}

extension String {
  /// What stands from one code point to another.
  func codePoints(_ start: Int, _ end: Int) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: unicodeScalars.dropFirst(start).prefix(end - start))
    return String(view)
  }
}
