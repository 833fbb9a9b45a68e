import Glibc
import Inspection
import Synchronization

/// The filter as the supervisor sees it: a child process.
final class FilterProcess: Sendable {
  /// On these descriptors the filter finds the socket over which it talks with the supervisor and, where an earlier
  /// filter has taken it, the lock of the state folder.
  static let zygoteDescriptor: Int32 = 3
  static let lockDescriptor: Int32 = 4

  let identifier: pid_t
  private let hasListened = Atomic<Bool>(false)

  /// Whether Postfix can connect to it, or could before it ended.
  var listens: Bool { hasListened.load(ordering: .acquiring) }

  /// It has said so.
  func noteThatItListens() { hasListened.store(true, ordering: .releasing) }

  private init(identifier: pid_t) { self.identifier = identifier }

  /// Starts `postern filter --serve`, in a process group of its own, so that a terminal's Ctrl-C reaches the supervisor
  /// alone, and with no signal blocked. To be called by a thread that lives as long as the supervisor: the filter ends
  /// with it (`SupervisorTie`).
  /// - Parameters:
  ///   - besides: whether other filters of this supervisor still work.
  ///   - succeeds: it takes over from one that serves.
  ///   - lock: of the state folder; nil where the filter has to take it first.
  static func spawn(
    executable: String, configuration: String, besides: Bool, succeeds: Bool, zygotes: Int32, lock: Int32?
  ) throws(SupervisorError) -> FilterProcess {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Copies far from both places, or one might overwrite the other before it is moved.
    let sources = ([zygotes] + (lock.map { [$0] } ?? [])).map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    defer { for source in sources { close(source) } }
    for (source, place) in zip(sources, [zygoteDescriptor, lockDescriptor]) {
      posix_spawn_file_actions_adddup2(&actions, source, place)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

    let words: [String] =
      [executable, "filter", "--serve", "--config", configuration] + (besides ? ["--besides-another"] : [])
      + (succeeds ? ["--succeeds-another"] : [])
      + (lock != nil ? ["--inherits-lock"] : [])
    let arguments = words.map { strdup($0) } + [nil]
    // With a heap for each thread, as glibc has it, each keeps what its largest messages took once.
    let heaps = strdup("MALLOC_ARENA_MAX=2")
    defer { for text in arguments + [heaps] { free(text) } }
    var variables: [UnsafeMutablePointer<CChar>?] = [heaps]
    while let variable = environ[variables.count - 1] { variables.append(variable) }
    var identifier: pid_t = 0
    let code = posix_spawn(&identifier, executable, &actions, &attributes, arguments, variables + [nil])
    guard code == 0 else { throw SupervisorError(doing: "start \(executable)", code: code) }
    return FilterProcess(identifier: identifier)
  }

  func signal(_ number: Int32) { kill(identifier, number) }

  /// The wait status when the filter is gone, else nil. Never waits.
  func reap() -> Int32? {
    var status: Int32 = 0
    return waitpid(identifier, &status, WNOHANG) == identifier ? status : nil
  }

  /// The exit code in a wait status; nil when a signal ended the process.
  static func exitCode(_ status: Int32) -> Int32? {
    status & 0x7f == 0 ? (status >> 8) & 0xff : nil
  }
}

/// What the system said when the supervisor could not start a process.
public struct SupervisorError: Error, Sendable, CustomStringConvertible {
  public let doing: String
  /// The system's `errno`.
  public let code: Int32

  public var description: String { "cannot \(doing): \(String(cString: strerror(code)))" }
}
