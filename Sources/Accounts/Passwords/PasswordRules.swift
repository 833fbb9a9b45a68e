import Configuration
import Foundation

/// Why a password is not good enough.
public enum PasswordFault: Hashable, Sendable {
  case tooShort
  case tooLong
  /// It is, but for digits and signs, a word that everybody tries first.
  case common
  /// It is made of the address or of the school's name.
  case ownName
  /// A few letters over and over, or in a row.
  case monotonous

  /// One sentence without a full stop.
  public var words: String {
    switch self {
    case .tooShort: "the password is shorter than \(PasswordRules.shortest) characters"
    case .tooLong: "the password is longer than \(PasswordRules.longest) characters"
    case .common: "the password is one of those that everybody tries first"
    case .ownName: "the password is made of your address or the school's name"
    case .monotonous: "the password repeats a few characters, or runs along the keyboard"
    }
  }
}

/// What a new password has to be. No kinds of characters, no changing by the calendar: length, and no word that a guesser
/// tries first (NCSC, "Three random words" and "Password policy: updating your approach"; NIST SP 800-63B §3.1.1.2).
struct PasswordRules: Sendable {
  /// In characters.
  static let shortest = 12
  static let longest = 256
  /// What has to be left of it, in letters, once all that a guesser knows is taken out.
  private static let leastLeft = 6

  private let own: [String]

  init(organisation: Settings.Organisation) {
    let names = [organisation.name] + organisation.schools.map(\.name)
    let domains = organisation.domains.flatMap { $0.split(separator: ".").dropLast() }
    own = Self.longestFirst((names + domains.map(String.init)).flatMap { Self.words($0) + [Self.letters($0)] })
  }

  /// - Parameter address: whose it is to be.
  func check(_ password: String, for address: String) throws(AccountsError) {
    if let fault = fault(of: password, for: address) { throw AccountsError.weak(fault) }
  }

  func fault(of password: String, for address: String) -> PasswordFault? {
    guard password.count >= Self.shortest else { return .tooShort }
    guard password.count <= Self.longest, password.utf8.count <= Self.longest * 4 else { return .tooLong }
    if Self.isMonotonous(password) { return .monotonous }
    // "1" stands for l or for i.
    return ["l", "i"].lazy.compactMap { fault(ofLetters: Self.letters(password, one: $0), for: address) }.first
  }

  private func fault(ofLetters letters: String, for address: String) -> PasswordFault? {
    var left = letters
    for word in Self.longestFirst(Self.words(address) + own) { left = left.replacingOccurrences(of: word, with: "") }
    if left.count < Self.leastLeft, left.count < letters.count { return .ownName }
    for word in GuessedWords.words { left = left.replacingOccurrences(of: word, with: "") }
    // A long number alone is somebody's telephone or birthday.
    return left.count < Self.leastLeft ? .common : nil
  }

  /// Fewer than five different characters, or steps of one from each to the next, mostly.
  private static func isMonotonous(_ password: String) -> Bool {
    let letters = Array(password.lowercased().unicodeScalars.map(\.value))
    guard Set(letters).count >= 5 else { return true }
    let steps = zip(letters, letters.dropFirst()).count { abs(Int64($0) - Int64($1)) <= 1 }
    return steps * 4 >= (letters.count - 1) * 3
  }

  /// Without digits and signs, those that stand for letters put back: "P4ssw0rd!" is "password".
  private static func letters(_ text: String, one: Character = "l") -> String {
    let signs: [Character: Character] = [
      "0": "o", "1": one, "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s",
    ]
    let runs = text.lowercased().split { !$0.isLetter && signs[$0] == nil }
    // A run without a letter is a number: "2026" is no "zoz6".
    return runs.map { run in run.contains(where: \.isLetter) ? trimmed(run) : "" }
      .joined().compactMap { signs[$0] ?? ($0.isLetter ? $0 : nil) }.map(String.init).joined()
  }

  /// Digits at the ends are a year or a number; those within a word stand for letters.
  private static func trimmed(_ run: Substring) -> Substring {
    var run = run
    while let last = run.last, last.isNumber { run.removeLast() }
    let number = run.prefix { $0.isNumber }.count
    return number > 1 ? run.dropFirst(number) : run
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter }.map(String.init).filter { $0.count >= 4 }
  }

  private static func longestFirst(_ words: [String]) -> [String] {
    Set(words.filter { $0.count >= 4 }).sorted { ($0.count, $0) > ($1.count, $1) }
  }
}

extension AccountStore {
  /// How many characters a password has at the least.
  public static var shortestPassword: Int { PasswordRules.shortest }
}
