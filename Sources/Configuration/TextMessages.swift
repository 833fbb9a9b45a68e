public import Foundation

extension Settings {
  /// The school's gateway for text messages, an HTTP service that takes a number and a text: `sms:`. Passwords of protected
  /// mail go by it, and nothing else.
  public struct TextMessages: Sendable, Equatable {
    public enum Method: String, CaseIterable, Sendable {
      case post = "POST"
      case put = "PUT"
    }

    /// Encrypted, or on this machine.
    public var url: URL
    public var method = Method.post
    /// Besides those that HTTP itself needs; a value may hold `{secret}`.
    public var headers: [String: String] = [:]
    public var body: Body
    /// A file that holds what stands for `{secret}`, and nothing else; nil where nothing asks for it.
    public var secretFile: String?
    /// Certificates to trust, in PEM; nil for those of the system.
    public var caFile: String?
    /// The answers that mean that the gateway has taken it (RFC 9110 §15).
    public var taken: Set<Int> = [200, 201, 202]
    /// For a connection and the whole answer.
    public var timeoutSeconds = 15
    /// Texts of one sender in any 24 hours.
    public var perSenderADay = 20
    /// Whose mobile numbers are written to (ISO 3166-1).
    public var countries: Set<String> = ["GB", "GG", "JE", "IM"]

    public init(url: URL, body: Body) {
      self.url = url
      self.body = body
    }

    /// What stands for what in headers and body.
    public enum Placeholder: String, CaseIterable, Sendable {
      /// "+447700900123" (ITU-T E.164).
      case number
      /// The same without the plus.
      case digits
      case text
      case secret

      var words: String { "{\(rawValue)}" }
    }

    /// What is sent, as values: it is written as JSON or as a form only once its placeholders are filled, so that nothing in
    /// a text can end a value or begin another.
    public enum Body: Sendable, Equatable {
      case json(Value)
      /// In the order of the file.
      case form([Field])
    }

    public struct Field: Sendable, Equatable {
      public var name: String
      public var value: String

      public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
      }
    }

    public indirect enum Value: Sendable, Equatable {
      case text(String)
      case whole(Int)
      case number(Double)
      case flag(Bool)
      case nothing
      case list([Value])
      case object([String: Value])
    }
  }
}

extension Settings.TextMessages {
  /// Puts values in the place of placeholders, once: what stands in a value is never taken for one.
  public static func fill(_ template: String, _ values: [Placeholder: String]) -> String {
    var filled = ""
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{") {
      filled += rest[..<open]
      rest = rest[open...]
      if let found = Placeholder.allCases.first(where: { rest.hasPrefix($0.words) }) {
        filled += values[found] ?? ""
        rest = rest.dropFirst(found.words.count)
      } else {
        filled += "{"
        rest = rest.dropFirst()
      }
    }
    return filled + rest
  }
}
