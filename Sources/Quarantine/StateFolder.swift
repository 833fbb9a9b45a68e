import Foundation
import Glibc
import Spool

/// The folder that all state is kept in: folders of mode 0700, files of mode 0600, one filter at a time.
struct StateFolder: Sendable {
  let path: String
  var content: String { path + "/content" }
  var database: String { path + "/quarantine.db" }
  /// Content-free facts of decisions (D11).
  var facts: String { path + "/facts.db" }

  func file(_ id: HeldID) -> String { content + "/\(id).sealed" }
  /// The form under a password, where there is one.
  func lockedFile(_ id: HeldID) -> String { content + "/\(id).locked" }
  /// The same for some who have agreed on a password of their own.
  /// - Parameter number: from 1 to `QuarantineStore.mostOwnForms`.
  func lockedFile(_ id: HeldID, number: Int) -> String { content + "/\(id).\(number).locked" }

  /// Removes all forms under a password.
  /// - Returns: whether none is left.
  func removeLocked(_ id: HeldID) -> Bool {
    // The one that always is there goes last: while it is, whoever is interrupted begins anew.
    let files = (1...QuarantineStore.mostOwnForms).map { lockedFile(id, number: $0) } + [lockedFile(id)]
    return files.allSatisfy { unlink($0) == 0 || errno == ENOENT }
  }

  /// Makes what is missing, with modes that keep others out.
  func prepare() throws(QuarantineError) {
    for folder in [path, content] {
      if mkdir(folder, 0o700) == 0 {
        guard Self.syncFolder((folder as NSString).deletingLastPathComponent) == 0 else {
          throw QuarantineError(system: errno, doing: "make \(folder)")
        }
      } else if errno != EEXIST {
        throw QuarantineError(system: errno, doing: "make \(folder)")
      }
      var status = stat()
      guard stat(folder, &status) == 0 else { throw QuarantineError(system: errno, doing: "look at \(folder)") }
      if status.st_mode & 0o077 != 0, chmod(folder, 0o700) != 0 {
        throw QuarantineError(system: errno, doing: "keep others out of \(folder)")
      }
    }
    for file in [database, facts] { try Self.prepareDatabase(file) }
  }

  static func prepareDatabase(_ file: String) throws(QuarantineError) {
    do { try PrivateFile.prepare(file) } catch { throw QuarantineError(system: error.code, doing: error.doing) }
  }

  /// A new file for a message's content; it must not exist yet. The caller closes it.
  func create(_ id: HeldID) throws(QuarantineError) -> Int32 {
    let descriptor = open(file(id), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw QuarantineError(system: errno, doing: "make a file in \(content)") }
    return descriptor
  }

  /// Makes what was created or removed in a folder last. Returns 0, or -1 with errno.
  static func syncFolder(_ path: String) -> Int32 {
    let folder = open(path.isEmpty ? "/" : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return -1 }
    defer { close(folder) }
    return fsync(folder)
  }
}
