import Foundation

/// Somebody's authenticator app: it knows the key that they typed in, and makes the codes of RFC 6238 with OpenSSL, so
/// that what is tested is not tested by itself.
public struct AuthenticatorApp: Sendable {
  private let secret: [UInt8]

  /// - Parameter key: in Base32, spaces and all.
  public init(key: String) {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let bits = key.uppercased().compactMap { letters.firstIndex(of: $0) }.flatMap { value in
      (0..<5).map { value >> (4 - $0) & 1 }
    }
    secret = stride(from: 0, to: bits.count / 8 * 8, by: 8).map { start in
      UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
    }
  }

  /// - Parameter time: Unix time in seconds; nil for now.
  public func code(at time: Int64? = nil) throws -> String {
    let step = (time ?? Int64(Date().timeIntervalSince1970)) / 30
    let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
    let key = secret.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let folder = try TemporaryFolder("app")
    let made = try ChildProcess.run(
      "/usr/bin/openssl",
      [
        "dgst", "-sha1", "-mac", "HMAC", "-macopt", "hexkey:\(key)", "-binary",
        folder.write("counter", Data(counter)),
      ])
    guard made.status == 0, made.output.count == 20 else {
      throw KitError.failed(
        program: "openssl", status: made.status, output: String(decoding: made.output, as: UTF8.self))
    }
    let digest = Array(made.output)
    let offset = Int(digest[19] & 15)
    let number = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(number % 1_000_000)
    return String(repeating: "0", count: 6 - text.count) + text
  }

  /// One that is not right about now.
  public func wrongCode() throws -> String {
    let now = Int64(Date().timeIntervalSince1970)
    let right = Set(try [-60, -30, 0, 30, 60].map { try code(at: now + $0) })
    return ["000000", "111111", "222222", "333333", "444444", "555555"].first { !right.contains($0) } ?? "666666"
  }
}
