import FoundationEssentials
public import Glibc

extension PrivatePostfix {
  /// The processes of one of its services now.
  /// - Parameter service: the program's name: "smtpd", "cleanup", "qmgr" …
  public func processes(of service: String) -> [pid_t] {
    guard let group = masterProcess else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { getpgid($0) == group && Self.name(of: $0) == service }
  }

  /// Starts it again after its master was killed.
  ///
  /// What delivers and what logs comes to its end first, as Postfix means it to: a delivery that is killed between the
  /// next hop's answer and the queue is made twice by any Postfix. All others are killed.
  public func startAgain() throws(KitError) {
    guard let group = masterProcess else { return }
    let outlives: Set<String> = ["smtp", "bounce", "qmgr", "postlogd"]
    for _ in 0..<1_000 {
      let left = members(of: group)
      for process in left where !outlives.contains(Self.name(of: process)) { kill(process, SIGKILL) }
      if left.isEmpty { break }
      usleep(10_000)
    }
    stop()
    try start()
  }

  private func members(of group: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { $0 != group && getpgid($0) == group }
  }

  private static func name(of process: pid_t) -> String {
    let name = FileManager.default.contents(atPath: "/proc/\(process)/comm") ?? Data()
    return String(decoding: name.prefix { $0 != 0x0A }, as: UTF8.self)
  }
}
