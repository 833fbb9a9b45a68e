import CSandbox
import Glibc

/// Ties the filter to its supervisor: a supervisor that is killed would else leave a filter behind that nobody replaces
/// or tells to stop, and that keeps the state folder from its successor (D3).
enum SupervisorTie {
  /// From here on the kernel kills this process when its supervisor ends, however it ends. Nothing is lost by that: what
  /// was not answered stays with Postfix's client, what was answered is on the disk.
  ///
  /// The kernel looks at the thread that started this process: that is the supervisor's first one, which lives as long as
  /// the supervisor does.
  /// - Parameter socket: leads to the supervisor, which alone has the other end.
  /// - Returns: false when the supervisor has ended already, or the system refuses.
  static func bind(_ socket: Int32) -> Bool {
    guard postern_die_with_parent() == 0 else { return false }
    // It may have died before the line above, and then no signal comes.
    var end = pollfd(fd: socket, events: 0, revents: 0)
    return poll(&end, 1, 0) == 0 || Int32(end.revents) & (POLLHUP | POLLERR) == 0
  }
}
