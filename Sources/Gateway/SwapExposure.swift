import Foundation

/// Whether what is in the memory of workers, and in memory files, may be written to swap.
///
/// The filter's own pages are locked where that is allowed; a worker has no rights to lock, and memory files have no
/// pages of a process. The service's control group keeps all of it out (systemd: `MemorySwapMax=0`).
public struct SwapExposure: Hashable, Sendable {
  /// Mail may come to a disk in clear.
  public let isExposed: Bool

  /// - Parameters:
  ///   - swaps: the text of /proc/swaps: a heading, then a line for each area (proc(5)).
  ///   - limits: `memory.swap.max` of this process's control group and of those above it.
  public init(swaps: String, limits: [String]) {
    let areas = swaps.split(separator: "\n").dropFirst()
    let isBounded = limits.contains { $0.trimmingCharacters(in: .whitespacesAndNewlines) == "0" }
    // Compressed swap in memory is no disk.
    isExposed = !isBounded && areas.contains { !$0.hasPrefix("/dev/zram") }
  }

  /// What is to be said about it; nil when there is nothing.
  public var warning: String? {
    guard isExposed else { return nil }
    return
      "this machine swaps to a disk, and mail in memory may come there in clear: set MemorySwapMax=0 for the service, "
      + "or see that swap is encrypted"
  }

  /// Of this process, now.
  static var here: SwapExposure { of(process: nil) }

  /// Of a process, now.
  /// - Parameter process: nil for this one.
  static func of(process: Int32?) -> SwapExposure {
    let text = { (path: String) in (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
    // cgroups(7): version 2 has one line, "0::/path".
    let group =
      text("/proc/\(process.map(String.init) ?? "self")/cgroup").split(separator: "\n").first { $0.hasPrefix("0::") }?
      .dropFirst(3) ?? "/"
    var path = "/sys/fs/cgroup" + group
    var limits: [String] = []
    while path.hasPrefix("/sys/fs/cgroup") {
      limits.append(text(path + "/memory.swap.max"))
      path = (path as NSString).deletingLastPathComponent
    }
    return SwapExposure(swaps: text("/proc/swaps"), limits: limits)
  }
}
