import Quarantine

/// Why the stored records cannot be used.
public struct RecordsError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// Nothing was imported yet.
    case missing
    /// A file is not what was written, or is sealed with another key.
    case damaged
    case unreadable, unwritable
    /// Another import is at work.
    case busy
    /// The keys cannot be had.
    case keys
  }

  public let kind: Kind
  /// File or folder.
  public let path: String
  /// The system's words, where it has any.
  public let detail: String

  init(_ kind: Kind, _ path: String, _ detail: String = "") {
    self.kind = kind
    self.path = path
    self.detail = detail
  }

  init(_ error: QuarantineError, _ path: String) { self.init(.keys, path, "\(error)") }

  public var description: String {
    let why = detail.isEmpty ? "" : " (\(detail))"
    return switch kind {
    case .missing: "\(path): no records are stored: import them with 'postern people import'"
    case .damaged:
      "\(path): the records are damaged, or sealed with another key: put back folder and keys from one backup, or remove the folder and import anew"
    case .unreadable: "\(path): the records cannot be read\(why): let the user that Postern runs as own them"
    case .unwritable: "\(path): the records cannot be written\(why): look at the disk, and who may write to the folder"
    case .busy: "\(path): another import is at work: wait for its end"
    case .keys: "\(path): the keys of the records cannot be had: \(detail)"
    }
  }
}
