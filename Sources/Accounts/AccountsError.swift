import GRDB
public import Quarantine
import Spool

/// Why something about an account could not be done. It names no person.
public struct AccountsError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// What the system or SQLite said.
    case storage
    /// A newer Postern has written the database.
    case newer
    /// The audit trail or the keys could not be used.
    case quarantine(QuarantineError.Kind)
    /// No account of this address.
    case notFound
    /// The account is there already.
    case exists
    /// There is an administrator already.
    case administratorExists
    /// Text that is no e-mail address.
    case noAddress
    /// Address, password or code is wrong, or the account may not sign in: the same words for all of them.
    case refused
    /// Too many were wrong; try again after so many seconds.
    case wait(seconds: Int64)
    /// Too many people sign in at this moment.
    case busy
    /// The code or page is too old, was used, or never was.
    case expired
    /// The new password is not good enough.
    case weakPassword(PasswordFault)
    /// The session has ended.
    case signedOut
    /// The account at the provider is not the one that this address is bound to.
    case otherPerson
    /// The address is of no domain of the school, and was not invited.
    case stranger
    /// The configuration allows no passwords.
    case passwordsOff
    /// The school's provider signs this account in: it has no password here.
    case noPassword
  }

  public let kind: Kind
  public let problem: String
  /// What a person can do about it.
  public let remedy: String

  public var description: String { "\(problem): \(remedy)" }

  init(_ kind: Kind, _ problem: String, remedy: String) {
    self.kind = kind
    self.problem = problem
    self.remedy = remedy
  }
}

extension AccountsError {
  static let refused = AccountsError(
    .refused, "the address, the password or the code is not right", remedy: "check all of them and try again")
  static let expired = AccountsError(
    .expired, "this code or page is too old, or was used already", remedy: "begin again, or ask for a new code")
  static let signedOut = AccountsError(.signedOut, "you are not signed in any more", remedy: "sign in again")
  static let busy = AccountsError(
    .busy, "too many people are signing in at this moment", remedy: "try again in a minute")
  static let stranger = AccountsError(
    .stranger, "there is no account for this address, and it is not of the school",
    remedy: "ask the school's administrator for an invitation")

  static func wait(_ seconds: Int64) -> AccountsError {
    AccountsError(
      .wait(seconds: seconds), "there were too many wrong tries",
      remedy: "try again in \(seconds < 90 ? "\(seconds) seconds" : "\((seconds + 59) / 60) minutes")")
  }

  static func weak(_ fault: PasswordFault) -> AccountsError {
    AccountsError(
      .weakPassword(fault), fault.words, remedy: "three random words make a good one, like a picture in your head")
  }
}

/// The one place where errors from below become ours. SQL and values never show.
func attempt<T>(_ doing: String, _ work: () throws -> T) throws(AccountsError) -> T {
  let remedy = "let the user that Postern runs as read and write the state folder, and look at the disk"
  do {
    return try work()
  } catch let error as AccountsError {
    throw error
  } catch let error as DatabaseError {
    throw AccountsError(.storage, "cannot \(doing) (SQLite says \(error.resultCode))", remedy: remedy)
  } catch let error as SpoolError {
    throw AccountsError(.storage, "\(error)", remedy: remedy)
  } catch let error as QuarantineError {
    throw AccountsError(.quarantine(error.kind), error.problem, remedy: error.remedy)
  } catch {
    throw AccountsError(
      .storage, "cannot \(doing): what is stored cannot be opened with its key",
      remedy: "put back the state folder or the key folder from its backup")
  }
}
