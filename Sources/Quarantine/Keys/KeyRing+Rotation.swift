import Foundation
import Glibc

/// The key files side of a rotation. At every moment `master.key` is a whole key, and what it was before lies beside it.
extension KeyRing {
  /// Makes a new `master.key`; the present one stays as `ID.key`. Both are synced to the disk.
  /// - Parameter checkpoint: called between the steps.
  func replaced(checkpoint: () throws -> Void) throws -> KeyRing {
    try removeDrafts()
    let path = folder + "/" + Self.currentName
    let draft = try Self.makeDraft(in: folder)
    try checkpoint()
    guard link(path, folder + "/\(currentID).key") == 0 || errno == EEXIST else {
      throw Self.notMade(folder + "/\(currentID).key", errno)
    }
    guard StateFolder.syncFolder(folder) == 0 else { throw Self.notMade(folder, errno) }
    try checkpoint()
    guard rename(draft, path) == 0, StateFolder.syncFolder(folder) == 0 else { throw Self.notMade(path, errno) }
    try checkpoint()
    return try KeyRing(folder: folder, database: database)
  }

  /// Names of key files that nothing needs: neither the one in use, nor one that something is sealed with.
  func unneeded(by used: Set<String>) throws -> [String] {
    try Self.names(in: folder).filter { name in
      guard name != Self.currentName else { return false }
      let id = MasterKey(try Self.read(folder + "/" + name)).id
      // A second name of the key in use is left of a rotation that did not come to be.
      return id == currentID || !used.contains(id)
    }
  }

  /// - Returns: the names that could not be removed, with the reason.
  func remove(_ names: [String]) -> [String: String] {
    var left: [String: String] = [:]
    for name in names where unlink(folder + "/" + name) != 0 { left[name] = String(cString: strerror(errno)) }
    if StateFolder.syncFolder(folder) != 0 {
      for name in names where left[name] == nil { left[name] = String(cString: strerror(errno)) }
    }
    return left
  }

  /// What a crash left of a key that was never used.
  private func removeDrafts() throws {
    let prefix = Self.currentName + ".new-"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasPrefix(prefix) {
      unlink(folder + "/" + name)
    }
  }
}

/// One rotation at a time. The kernel gives it back when the process ends, however it ends; a read-only folder can be
/// locked, too.
final class RotationLock {
  private let descriptor: Int32

  init(_ folder: String) throws(QuarantineError) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw QuarantineError(system: errno, doing: "open \(folder)") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      guard code == EWOULDBLOCK else { throw QuarantineError(system: code, doing: "lock \(folder)") }
      throw QuarantineError(.locked, "the keys in \(folder) are being rotated already", remedy: "wait for its end")
    }
  }

  deinit { close(descriptor) }
}
