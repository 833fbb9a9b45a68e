import GRDB
import Spool

/// Why the history could not do what it was asked. No mail waits for it: what cannot be looked up counts as not known.
public struct HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// There is none in this state folder.
    case none
    /// A newer Postern has written it.
    case newer
    /// What the system or SQLite said.
    case storage
  }

  public let kind: Kind
  /// What is wrong and where. It names no person.
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

/// The one place where errors from below become ours. SQL and values never show, because they derive from mail.
func attempt<T>(_ doing: String, _ work: () throws -> T) throws(HistoryError) -> T {
  do {
    return try work()
  } catch let error as HistoryError {
    throw error
  } catch let error as DatabaseError {
    throw HistoryError(
      .storage, "cannot \(doing) (SQLite says \(error.resultCode))",
      remedy: "let the user that Postern runs as read and write the state folder, and look at the disk")
  } catch let error as SpoolError {
    throw HistoryError(
      .storage, "\(error)",
      remedy: "let the user that Postern runs as read and write the state folder, and look at the disk")
  } catch {
    throw HistoryError(.storage, "cannot \(doing)", remedy: "look at the disk and at the system's log")
  }
}
