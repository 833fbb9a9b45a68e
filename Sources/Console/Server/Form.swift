import Crypto
import Foundation
import Hummingbird

/// What a form held (`application/x-www-form-urlencoded`, WHATWG URL Standard §5).
struct Form: Sendable, Hashable {
  /// In the order of the form; one name may stand several times (a row of boxes).
  var fields: [(name: String, value: String)] { pairs.map { ($0.name, $0.value) } }
  private var pairs: [Pair]

  private struct Pair: Sendable, Hashable {
    var name: String
    var value: String
  }

  /// The name of the hidden field of each form.
  static let tokenField = "form_token"
  /// In bytes.
  static let limit = 256 << 10
  private static let most = 12_000
  /// A browser on a bad line sends a form in a few seconds; who takes longer holds a connection on purpose.
  private static let patience = Duration.seconds(20)

  init(_ fields: [(String, String)]) { pairs = fields.map { Pair(name: $0, value: $1) } }

  /// - Throws: `ConsoleError` for what is no form, or too large.
  init(encoded: String) throws(ConsoleError) {
    let pieces = encoded.split(separator: "&", omittingEmptySubsequences: true)
    guard pieces.count <= Self.most else { throw .tooLarge }
    pairs = []
    for piece in pieces {
      let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(halves[0]), let value = Self.decoded(halves.count > 1 ? halves[1] : "") else {
        throw .badRequest("The browser sent a form that cannot be read.")
      }
      pairs.append(Pair(name: name, value: value))
    }
  }

  private static func decoded(_ text: Substring) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding?.replacing("\r\n", with: "\n")
  }

  /// Reads the form of a request, whoever sent it.
  static func read(_ request: Request) async throws -> Form {
    guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
      throw ConsoleError.badRequest("The browser sent something that is no form.")
    }
    let body = request.body
    let bytes = try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
      group.addTask { try await body.collect(upTo: limit) }
      group.addTask {
        try await Task.sleep(for: patience)
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
    guard let bytes else { throw ConsoleError.badRequest("The form did not come in time. Send it once more.") }
    guard let text = bytes.getString(at: bytes.readerIndex, length: bytes.readableBytes) else {
      throw ConsoleError.badRequest("The browser sent a form that cannot be read.")
    }
    return try Form(encoded: text)
  }

  /// Reads the form of somebody who is signed in, and makes sure that a page of this session made it.
  static func checked(_ request: Request, _ visitor: Visitor) async throws -> Form {
    let form = try await read(request)
    guard isSame(form[tokenField] ?? "", visitor.formToken) else { throw ConsoleError.formExpired }
    return form
  }

  /// Takes as long for a near miss as for a far one.
  static func isSame(_ given: String, _ expected: String) -> Bool {
    let key = SymmetricKey(size: .bits256)
    let code = HMAC<SHA256>.authenticationCode(for: Data(expected.utf8), using: key)
    return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(given.utf8), using: key)
  }

  /// The first value of a name.
  subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// All values of a name.
  func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// The first value without white space around it; nil where nothing is left.
  func text(_ name: String) -> String? {
    let text = self[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return text.isEmpty ? nil : text
  }
}
