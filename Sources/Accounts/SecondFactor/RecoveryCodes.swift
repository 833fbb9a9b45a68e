import Foundation

/// Ten codes on paper for the day when the telephone is gone. Each serves once; keyed digests of them alone are kept.
enum RecoveryCodes {
  static let count = 10
  /// Of four letters and digits: 60 bits.
  static let groups = 3

  static func make(_ secrets: AccountSecrets) -> (printed: [String], digests: [Data]) {
    let codes = (0..<count).map { _ in TypedCode.random(groups: groups) }
    return (codes.map(\.text), codes.map { secrets.digest("recovery", $0.plain) })
  }

  /// Uses a code up.
  /// - Returns: whether it was one that is left.
  static func take(_ typed: String, of digests: inout [Data], _ secrets: AccountSecrets) -> Bool {
    guard let code = TypedCode(typed, groups: groups),
      let place = digests.firstIndex(of: secrets.digest("recovery", code.plain))
    else { return false }
    digests.remove(at: place)
    return true
  }
}
