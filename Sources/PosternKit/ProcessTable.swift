import FoundationEssentials
public import Glibc

/// The processes of one running Postern, as /proc shows them.
public struct ProcessTable: Sendable {
  /// One process.
  public struct Entry: Sendable {
    public var pid: pid_t
    public var parent: pid_t
    /// Its words, each ended by a zero byte.
    public var command: String
    /// Processor time in the program itself, in clock ticks of 10 ms.
    public var ticks: Int
    /// 0 for the usual priority, more for a lower one.
    public var nice: Int
    /// When it was started, in clock ticks of 10 ms since the machine was.
    public var started: Int
  }

  private let supervisor: pid_t

  public init(supervisor: pid_t) { self.supervisor = supervisor }

  /// The process that Postfix speaks to: the youngest, where a hot restart has left older ones to finish.
  ///
  /// Told by its start: the kernel counts process ids round, so that a younger process may have the lower one.
  public var filter: pid_t? { filters.last }

  /// The oldest first.
  public var filters: [pid_t] {
    entries.filter { $0.parent == supervisor && $0.command.contains("--serve") }
      .sorted { ($0.started, $0.pid) < ($1.started, $1.pid) }.map(\.pid)
  }

  /// The process that forks workers.
  public var zygote: pid_t? {
    entries.first { $0.parent == supervisor && $0.command.contains("postern-inspector") }?.pid
  }

  /// The processes that read mail.
  public var workers: [Entry] {
    let all = entries
    let zygotes = Set(
      all.filter { $0.parent == supervisor && $0.command.contains("postern-inspector") }.map(\.pid))
    return all.filter { zygotes.contains($0.parent) }
  }

  private var entries: [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.compactMap { pid in
      guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let end = stat.lastIndex(of: ")"),
        let command = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
      else { return nil }
      // proc(5): after the name come state, parent, and as the 12th the user time, as the 17th the priority, as the 20th
      // the start.
      let fields = stat[stat.index(after: end)...].split(separator: " ")
      guard fields.count > 19, let parent = pid_t(fields[1]), let ticks = Int(fields[11]),
        let nice = Int(fields[16]), let started = Int(fields[19])
      else { return nil }
      return Entry(
        pid: pid, parent: parent, command: String(decoding: command, as: UTF8.self), ticks: ticks, nice: nice,
        started: started)
    }
  }
}
