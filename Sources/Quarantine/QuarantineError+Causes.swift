import Foundation
import GRDB
import Glibc
import Spool

extension QuarantineError {
  /// What a system call's `errno` means for us.
  init(system code: Int32, doing: String) {
    let words = "cannot \(doing) (\(String(cString: strerror(code))))"
    switch code {
    case ENOSPC, EDQUOT, EFBIG:
      self.init(.diskFull, words, remedy: "make room on that disk; until then mail waits with its senders")
    case EACCES, EPERM, EROFS, ENOENT, ENOTDIR:
      self.init(
        .notPermitted, words, remedy: "let the user that Postern runs as read and write the state folder and all in it")
    default:
      self.init(.device, words, remedy: "look at the disk and at the system's log")
    }
  }

  /// What SQLite's answer means for us. SQL and values never show, because values derive from mail.
  init(_ error: DatabaseError, doing: String) {
    let words = "cannot \(doing) (SQLite says \(error.resultCode))"
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(.diskFull, words, remedy: "make room on that disk; until then mail waits with its senders")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.locked, words, remedy: "another program keeps the database locked: end it, or wait")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .notPermitted, words, remedy: "let the user that Postern runs as read and write the state folder and all in it")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(.damaged, words, remedy: "put back the state folder from its backup, and look at the disk")
    default:
      self.init(.device, words, remedy: "look at the disk and at the system's log")
    }
  }

  static func contentDamaged(_ id: HeldID) -> QuarantineError {
    QuarantineError(
      .damaged, "what is stored of \(id) was changed or cut off after it was held",
      remedy: "put back the state folder from its backup; nothing of a damaged message is shown or sent")
  }

  public static func notFound(_ id: HeldID) -> QuarantineError {
    QuarantineError(.notFound, "there is no held message \(id)", remedy: "look at the reference again")
  }

  static func wrongState(_ id: HeldID, _ state: HeldState) -> QuarantineError {
    let remedy =
      switch state {
      case .held: "release, return or delete it first"
      case .pending: "it is being read in the background: wait until that has come to its end"
      case .releasing, .returning: "it is in the outbox and goes as soon as Postfix takes it"
      case .released: "it was sent already, and is not sent twice"
      case .returned: "its sender has it back; it can be sent anew"
      case .deleted: "nothing of it is left"
      case .uncertain: "see in Postfix's log whether it went, then settle it with 'postern held settle'"
      }
    return QuarantineError(.wrongState(state), "\(id) is \(state.rawValue)", remedy: remedy)
  }
}

/// The one place where errors from below become ours.
func attempt<T>(_ doing: String, _ work: () throws -> T) throws(QuarantineError) -> T {
  do {
    return try work()
  } catch let error as QuarantineError {
    throw error
  } catch let error as DatabaseError {
    throw QuarantineError(error, doing: doing)
  } catch let error as SpoolError {
    throw QuarantineError(system: error.code, doing: doing)
  } catch {
    throw QuarantineError(
      .damaged, "cannot \(doing): what is stored cannot be opened with its key",
      remedy: "put back the state folder or the key folder from its backup")
  }
}
