import Configuration
import Foundation

extension Settings.TextMessages.Body {
  /// What is sent, with its placeholders filled. Each value is escaped as its kind asks, after it was filled.
  func encoded(
    _ values: [Settings.TextMessages.Placeholder: String]
  ) throws -> (type: String, bytes: Data) {
    switch self {
    case .json(let value):
      let data = try JSONSerialization.data(
        withJSONObject: value.filled(values), options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes])
      return ("application/json", data)
    case .form(let fields):
      let pairs = fields.map { field in
        Self.escaped(field.name) + "=" + Self.escaped(Settings.TextMessages.fill(field.value, values))
      }
      return ("application/x-www-form-urlencoded", Data(pairs.joined(separator: "&").utf8))
    }
  }

  /// All but what stands for itself everywhere (RFC 3986 §2.3).
  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

extension Settings.TextMessages.Value {
  fileprivate func filled(_ values: [Settings.TextMessages.Placeholder: String]) -> Any {
    switch self {
    case .text(let template): Settings.TextMessages.fill(template, values)
    case .whole(let number): number
    case .number(let number): number
    case .flag(let flag): flag
    case .nothing: NSNull()
    case .list(let list): list.map { $0.filled(values) }
    case .object(let object): object.mapValues { $0.filled(values) }
    }
  }
}
