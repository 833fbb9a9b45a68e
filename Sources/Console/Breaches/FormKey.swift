import Crypto

/// Stands in a form that makes something new, so that the same form makes it once however often it is sent.
enum FormKey {
  static let name = "form_key"

  static func random() -> String {
    SymmetricKey(size: .bits128).withUnsafeBytes { bytes in
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }

  /// - Throws: `ConsoleError` for a form that no page made.
  static func read(_ form: Form) throws(ConsoleError) -> String {
    guard let key = form[name], key.utf8.count == 32, key.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    else {
      throw .badRequest("The page was sent in part. Go back, load it again, and send it once more.")
    }
    return key
  }
}
