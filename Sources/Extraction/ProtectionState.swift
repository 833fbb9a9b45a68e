/// How a part is protected, as in the command contract.
public enum ProtectionState: String, CaseIterable, Codable, Sendable, Hashable {
  case none
  case openPassword = "open-password"
  case weakPassword = "weak-password"
  case editOnly = "edit-only"
  case signed
  case encryptedMail = "encrypted-mail"

  /// Nobody reads the content who has no password or key.
  public var hidesContent: Bool {
    switch self {
    case .openPassword, .weakPassword, .encryptedMail: true
    case .none, .editOnly, .signed: false
    }
  }
}
