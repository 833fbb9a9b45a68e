import CSandbox
import Glibc

/// Starts the program `postern-inspector` as a zygote.
enum ZygoteSpawn {
  /// The descriptor on which the program finds its control socket.
  static let controlDescriptor: Int32 = 3

  /// Nothing of our own environment goes over. OpenMP's threads would break the single-threaded fork; the Swift
  /// backtracer would want to start a program in a process that may not.
  /// Each worker would look up the same functions anew as it first calls them: they are bound at the start.
  /// Without TZ the C library looks at /etc/localtime again for each time of an archive's entry, which is refused.
  static let environment = [
    "LC_ALL=C.UTF-8", "TZ=UTC0", "OMP_THREAD_LIMIT=1", "SWIFT_BACKTRACE=enable=no", "LD_BIND_NOW=1",
    "PATH=/usr/bin:/bin",
  ]

  /// - Returns: the process and this side's end of its control socket (SOCK_SEQPACKET, close-on-exec).
  static func start(executable: String) throws(InspectionFailure) -> (pid: pid_t, socket: Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw .unavailable(reason: "cannot make a socket for the inspector: \(String(cString: strerror(errno)))")
    }
    defer { close(ends[1]) }
    var pid: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(executable), strdup("zygote"), nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    // A process group of its own: Ctrl-C is for the filter, which ends its zygotes when their work is done.
    let code = postern_spawn(executable, &arguments, &variables, ends[1], &pid)
    guard code == 0 else {
      close(ends[0])
      throw .unavailable(reason: "cannot start \(executable): \(String(cString: strerror(code)))")
    }
    return (pid, ends[0])
  }

  /// Ends a zygote that is of no use any more, and waits until it is buried.
  static func bury(_ pid: pid_t) {
    kill(pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }
}
