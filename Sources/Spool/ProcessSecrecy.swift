import CSandbox
import Glibc

/// Keeps what is in this process's memory out of every file (D6): keys, and mail in clear.
public enum ProcessSecrecy {
  /// From here on this process, and what it starts, leaves no core dump, and no other process of the same user can read
  /// its memory; where the system allows it (CAP_IPC_LOCK, or no limit on locked memory), none of its pages goes into
  /// swap. To be called first; ends the program with status 71 (EX_OSERR) where the system refuses the first two.
  public static func begin() {
    guard postern_limit_core() == 0, postern_hide_memory() == 0 else {
      let text = "postern: the system does not let this process switch core dumps off\n"
      _ = write(STDERR_FILENO, text, text.utf8.count)
      exit(71)
    }
    // Where it is not allowed, the filter says so if the machine has swap at all.
    _ = postern_lock_memory()
  }
}
