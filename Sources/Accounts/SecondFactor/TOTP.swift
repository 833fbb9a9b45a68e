import Crypto
import Foundation

/// One-time codes that change with time (RFC 6238), as every authenticator app makes them: SHA-1, six digits, thirty
/// seconds.
enum TOTP {
  /// In seconds.
  static let step: Int64 = 30
  /// Clocks may be apart by so many steps, either way (RFC 6238 §5.2).
  static let window: Int64 = 1

  static func code(_ secret: Data, step: Int64) -> String {
    let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
    let digest = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
    // RFC 4226 §5.3.
    let offset = Int(digest[19] & 0x0F)
    let number = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(number % 1_000_000)
    return String(repeating: "0", count: 6 - text.count) + text
  }

  /// What a QR code holds ("Key URI format" of Google Authenticator, which others read, too).
  static func address(_ secret: Data, account: String, issuer: String) -> String {
    func escaped(_ text: String) -> String {
      text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "!"..."~")))
        ?? ""
    }
    return "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(Base32.encode(secret))"
      + "&issuer=\(escaped(issuer))&algorithm=SHA1&digits=6&period=30"
  }

  /// Six digits, however they are typed; nil for what cannot be a code.
  static func read(_ typed: String) -> String? {
    let digits = typed.filter { !$0.isWhitespace && $0 != "-" }
    return digits.utf8.count == 6 && digits.utf8.allSatisfy { (48...57).contains($0) } ? digits : nil
  }
}

/// The secret of somebody's authenticator app, and which code was used last.
struct TOTPState: Codable, Equatable {
  /// 160 random bits (RFC 4226 §4).
  var secret: Data
  /// No code of this step or an earlier one serves again (RFC 6238 §5.2).
  var lastStep: Int64 = 0

  static func random() -> TOTPState {
    TOTPState(secret: SymmetricKey(size: .init(bitCount: 160)).withUnsafeBytes { Data($0) })
  }

  /// Whether a typed code is right now; if so, it is used up.
  mutating func take(_ typed: String, at time: Int64) -> Bool {
    guard let code = TOTP.read(typed) else { return false }
    let current = time / TOTP.step
    // All steps are looked at, so that the time tells nothing.
    let fitting = (current - TOTP.window...current + TOTP.window).filter { step in
      zip(TOTP.code(secret, step: step).utf8, code.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
    guard let step = fitting.first(where: { $0 > lastStep }) else { return false }
    lastStep = step
    return true
  }
}
