import Glibc

/// Ends a process that was started, and removes a folder, when this process has ended, however it did, or when this
/// object goes: a shell in a session of its own reads a pipe to its end, and remembers what it was told last.
final class Guardian {
  private let process: ChildProcess
  private let pipe: Int32

  /// - Parameter folder: an absolute path without quotes; nil to remove nothing.
  init(removing folder: String?) throws(KitError) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw .system(doing: "make a pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let removal = folder.map { "rm -rf '\($0)'" } ?? ""
    let script = """
      while read next; do target=$next; done
      [ -n "$target" ] && kill -s TERM -- $target && sleep 0.3 && kill -s KILL -- $target && sleep 0.1
      \(removal)
      """
    defer { close(ends[0]) }
    do {
      process = try ChildProcess("/bin/sh", ["-c", script], input: ends[0], ownSession: true)
    } catch {
      close(ends[1])
      throw error
    }
    pipe = ends[1]
  }

  deinit {
    close(pipe)
    _ = try? process.wait(milliseconds: 5_000)
  }

  /// What to end from now on: a process, a group with "-" before it, or "" for nothing.
  func watch(_ target: String) {
    let bytes = Array("\(target)\n".utf8)
    _ = write(pipe, bytes, bytes.count)
  }
}
