import Glibc

/// The filter's end of one worker process.
final class PooledWorker: @unchecked Sendable {
  // Sendable because the variables are touched only under the pool's lock; `socket` is used by the one thread that
  // has taken the worker, and closed once, by whoever parts with it.
  let pid: pid_t
  let socket: Int32
  let link: ZygoteLink
  let kind: WorkerKind
  /// Messages answered.
  var served = 0
  /// Time in the worker over all messages, in microseconds.
  var worked = 0
  /// The filter has parted with it: its socket is closed, it will not be used again.
  var isGone = false
  /// How it ended, as wait(2) tells; nil while the zygote has not reported it.
  private(set) var status: Int32?
  private(set) var isBuried = false
  /// Woken when the worker's end is known.
  let ended = Signal()

  /// Its process is gone; `status` is nil when nobody saw how.
  func died(_ status: Int32?) {
    self.status = status
    isBuried = true
    ended.wake()
  }

  init(pid: pid_t, socket: Int32, link: ZygoteLink, kind: WorkerKind) {
    self.pid = pid
    self.socket = socket
    self.link = link
    self.kind = kind
  }

  /// How a process ended, in words.
  static func words(_ status: Int32?) -> String {
    guard let status else { return "its process ended" }
    let signal = status & 0x7f
    if signal == 0 { return "its process ended by itself with code \((status >> 8) & 0xff)" }
    switch signal {
    case SIGKILL: return "its process was killed (signal 9)"
    case SIGSYS: return "its process made a system call that no worker may make (signal 31)"
    case SIGXCPU: return "its process used more processor time than it may (signal 24)"
    case SIGILL, SIGTRAP, SIGABRT:
      return "its process stopped itself, for example for want of memory (signal \(signal))"
    default: return "its process crashed (signal \(signal))"
    }
  }
}

/// The filter's end of one zygote process.
final class ZygoteLink: @unchecked Sendable {
  // Sendable because the variables are touched only under the pool's lock, and so is `socket` for sending.
  let socket: Int32
  /// Its workers whose end it has not reported yet.
  var workers: [pid_t: PooledWorker] = [:]
  /// Forks asked for and not answered yet, in their order.
  var asked: [WorkerKind] = []
  /// No new work goes to its workers; it is closed when the last of them is done.
  var isRetired = false
  /// `socket` may be used.
  var isOpen = true
  /// Workers in a row that ended before they served anything.
  var earlyDeaths = 0

  init(socket: Int32) { self.socket = socket }

  var alive: Int { workers.values.count { !$0.isGone } }

  /// Workers of a kind, those too that are on their way.
  func count(of kind: WorkerKind) -> Int {
    workers.values.count { !$0.isGone && $0.kind == kind } + asked.count { $0 == kind }
  }

  /// Has a worker forked. Under the pool's lock.
  func fork(_ kind: WorkerKind) {
    asked.append(kind)
    send(.fork(kind))
  }

  /// Under the pool's lock.
  func send(_ command: ZygoteCommand) {
    // When it cannot be sent the zygote is gone, which its keeper learns by itself.
    if isOpen { try? ControlSocket.send(command.encoded(), over: socket) }
  }
}
