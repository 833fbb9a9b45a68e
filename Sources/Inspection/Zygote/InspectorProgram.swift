import CSandbox
import Glibc

/// The program `postern-inspector`.
public enum InspectorProgram {
  /// Runs until the filter hangs up.
  /// - Returns: the exit code; 64 (EX_USAGE) when it was started by hand.
  public static func run() -> Int32 {
    let control = ZygoteSpawn.controlDescriptor
    var type: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(control, SOL_SOCKET, SO_TYPE, &type, &length) == 0, type == Int32(SOCK_SEQPACKET.rawValue) else {
      let text = "postern-inspector is started by postern; it is of no use by hand. Try: postern check\n"
      _ = write(STDERR_FILENO, text, text.utf8.count)
      return 64
    }
    return Zygote.run(control: control) { order, people in try Inspector(order: order, people: people) }
  }
}
