import Glibc

/// Says that one Postern uses a state folder. The kernel gives it back when the last process that holds it ends, however
/// it ends: a filter leaves it to its supervisor, and later filters inherit it, so that at a hot restart two may serve side
/// by side (D3).
public final class StateLock: Sendable {
  /// A filter that was killed keeps the lock until the kernel has taken its memory apart: so long its successor waits, in
  /// milliseconds.
  private static let patience = 2_000

  /// Close-on-exec; handed on to a filter by duplicating it.
  public let descriptor: Int32

  /// Takes the state folder, and makes it where there is none.
  /// - Throws: `QuarantineError`; `inUse` when another Postern has it.
  public convenience init(state: String) throws(QuarantineError) {
    let folder = StateFolder(path: state)
    try folder.prepare()
    try self.init(folder)
  }

  init(_ folder: StateFolder) throws(QuarantineError) {
    let path = folder.path + "/filter.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw QuarantineError(system: errno, doing: "open \(path)") }
    try take(folder)
  }

  /// Takes part in a lock that this process inherited.
  /// - Throws: `QuarantineError` when the descriptor is no such lock, or another Postern has the folder.
  public init(adopting descriptor: Int32, state: String) throws(QuarantineError) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    try take(StateFolder(path: state))
  }

  /// Free for whoever shares the open file already: flock(2) belongs to that, not to the process.
  private func take(_ folder: StateFolder) throws(QuarantineError) {
    var waited = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      // Closed once, by the end of this object, which comes though it was never handed out.
      let code = errno
      guard code == EWOULDBLOCK else { throw QuarantineError(system: code, doing: "lock \(folder.path)/filter.lock") }
      guard waited < Self.patience else {
        throw QuarantineError(
          .inUse, "another filter uses the state folder \(folder.path)",
          remedy: "stop it first, or give each filter a 'state:' of its own")
      }
      usleep(10_000)
      waited += 10
    }
  }

  deinit { close(descriptor) }
}
