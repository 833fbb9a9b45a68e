import Foundation

/// Somebody who may sign in to the console. What they may do there comes from the configuration, by their address.
public struct Account: Hashable, Sendable {
  /// Lower case.
  public var address: String
  public var name: String?
  /// Times are Unix times in seconds.
  public var createdAt: Int64
  /// Looks after accounts and rules. Nobody sees content by it.
  public var isAdministrator: Bool
  public var isDisabled: Bool
  public var hasPassword: Bool
  public var hasSecondFactor: Bool
  public var recoveryCodesLeft: Int
  /// Bound to an account at the school's provider.
  public var usesSingleSignOn: Bool
  public var signedInAt: Int64?
  /// Until when an invitation can be used; nil where there is none.
  public var invitedUntil: Int64?
}

/// What is sealed of an account.
struct AccountRecord: Codable, Equatable {
  var address: String
  var name: String?
  var createdAt: Int64
  var isAdministrator = false
  var disabledAt: Int64?
  /// As libsodium writes it: "$argon2id$…".
  var passwordHash: String?
  var totp: TOTPState?
  /// Keyed digests of those that are left.
  var recoveryCodes: [Data] = []
  /// Of the account at the provider.
  var subject: String?
  var signedInAt: Int64?

  init(address: String, createdAt: Int64) {
    self.address = address
    self.createdAt = createdAt
  }

  func shown(invitedUntil: Int64?) -> Account {
    Account(
      address: address, name: name, createdAt: createdAt, isAdministrator: isAdministrator,
      isDisabled: disabledAt != nil, hasPassword: passwordHash != nil, hasSecondFactor: totp != nil,
      recoveryCodesLeft: recoveryCodes.count, usesSingleSignOn: subject != nil, signedInAt: signedInAt,
      invitedUntil: invitedUntil)
  }
}

/// How addresses are written here.
enum MailAddress {
  /// Lower case, without white space around; nil for what is no address.
  static func read(_ text: String) -> String? {
    let address = text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), parts[1].contains("."), address.utf8.count <= 254,
      address.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && !"<>,;\"".unicodeScalars.contains($0) }
      )
    else { return nil }
    return address
  }
}
