import CSodium
import Foundation
import Quarantine
import Synchronization

/// What one password costs to try: argon2id (RFC 9106) as libsodium does it, with one lane.
struct PasswordCost: Sendable, Equatable {
  var passes: UInt64
  /// In bytes.
  var memory: Int

  /// RFC 9106 §4, the second recommended choice, and above what OWASP asks for (Password Storage: 19 MiB, 2 passes): a
  /// quarter of a second here; a guesser's card holds few of 64 MiB at once.
  static let standard = PasswordCost(passes: 3, memory: 64 << 20)
}

/// Hashes and compares passwords. Nothing is hashed at the same time but one password of a known browser, or a new one,
/// and one of another, so that strangers who guess neither fill the memory nor make those wait who have been here before.
final class PasswordWork: Sendable {
  /// Whose password it is.
  enum Lane: Sendable { case known, stranger }

  private let cost: PasswordCost
  /// What is compared where there is no account, so that it takes as long.
  private let decoy: String
  private let known = Mutex(())
  private let stranger = Mutex(())
  private let waiting = Mutex(0)
  /// Of strangers; who comes then is asked to come back. Each keeps a thread: whoever calls needs more than so many.
  static let most = 6

  init(_ cost: PasswordCost) throws(AccountsError) {
    guard sodium_init() >= 0 else { throw Self.failed }
    self.cost = cost
    decoy = try Self.hash(Token.random().text, cost)
  }

  func hash(_ password: String) throws(AccountsError) -> String {
    try known.withLock { _ throws(AccountsError) in try Self.hash(Self.normalised(password), cost) }
  }

  /// Whether it is the password of a hash; where that is nil, false after the same time.
  /// - Throws: `busy`.
  func matches(_ password: String, _ hash: String?, _ lane: Lane) throws(AccountsError) -> Bool {
    let text = Self.normalised(password)
    let isSame =
      switch lane {
      case .known: known.withLock { _ in Self.verify(text, hash ?? decoy) }
      case .stranger: try strangers { Self.verify(text, hash ?? decoy) }
      }
    return isSame && hash != nil
  }

  /// Whether a hash is of a lesser cost than passwords have now.
  func isOutdated(_ hash: String) -> Bool {
    crypto_pwhash_str_needs_rehash(hash, cost.passes, cost.memory) != 0
  }

  private func strangers(_ body: () -> Bool) throws(AccountsError) -> Bool {
    let isFull = waiting.withLock { count in
      count += 1
      return count > Self.most
    }
    defer { waiting.withLock { $0 -= 1 } }
    guard !isFull else { throw AccountsError.busy }
    return stranger.withLock { _ in body() }
  }

  /// What people type alike is compared alike, whatever their keyboard makes of it (NIST SP 800-63B §3.1.1.2).
  private static func normalised(_ password: String) -> String { password.precomposedStringWithCompatibilityMapping }

  private static func hash(_ password: String, _ cost: PasswordCost) throws(AccountsError) -> String {
    var text = [CChar](repeating: 0, count: Int(crypto_pwhash_strbytes()))
    let length = UInt64(password.utf8.count)
    let result = password.withCString { crypto_pwhash_str(&text, $0, length, cost.passes, cost.memory) }
    guard result == 0 else { throw failed }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func verify(_ password: String, _ hash: String) -> Bool {
    let length = UInt64(password.utf8.count)
    return password.withCString { crypto_pwhash_str_verify(hash, $0, length) == 0 }
  }

  private static let failed = AccountsError(
    .storage, "a password cannot be hashed", remedy: "give the machine more memory: it takes 64 MiB for a moment")
}
