import CSandbox
import Glibc
import Spool

/// The first of `postern-inspector`'s two lives: single-threaded, it loads everything, then forks workers when the
/// filter asks, and tells when they end. It never sees mail.
struct Zygote {
  private let control: Int32
  private let inspector: any Inspecting
  private let order: ZygoteOrder
  private let user: UnprivilegedUser?
  private let childSignals: Int32
  private let filter: [UInt8]
  /// Bytes of address space that are in use before any mail comes.
  private let mapped: Int
  /// Workers that are not buried yet: only these may be killed.
  private var workers: Set<pid_t> = []

  /// A load that takes longer than this ends the process, in seconds; a little less than the filter waits.
  static let loadSeconds: UInt32 = 110

  /// Lives until the filter closes its end.
  /// - Parameter load: makes what the workers do; its error's text goes to the filter.
  static func run(control: Int32, load: (ZygoteOrder, MemoryFile?) throws -> any Inspecting) -> Int32 {
    _ = postern_hide_memory()
    _ = postern_limit_core()
    alarm(loadSeconds)
    do {
      guard let (bytes, descriptor) = try ControlSocket.receive(from: control) else { return 0 }
      let people = descriptor >= 0 ? MemoryFile(adopting: descriptor) : nil
      guard case .setUp(let order) = try ZygoteCommand(bytes) else { throw CodecError("the first command is no order") }
      let inspector = try load(order, people)
      guard Charsets.loadUsual() > 0 else {
        throw CodecError(
          "the C library's charsets (gconv) were not found: install the package libc-bin or glibc-gconv-extra")
      }
      var zygote = try Zygote(control: control, inspector: inspector, order: order)
      postern_fill_holes()
      guard postern_share_memory() >= 0 else {
        throw CodecError("cannot share its memory with workers: \(String(cString: strerror(errno)))")
      }
      zygote.learnWorkingSet()
      try zygote.tryTheWall()
      try zygote.tell(.ready(downgrades: Confinement.downgrades))
      alarm(0)
      try withExtendedLifetime(people) { try zygote.live() }
      return 0
    } catch {
      let text = String(
        decoding: Array(String(describing: error).utf8.prefix(ControlSocket.longestText - 4)), as: UTF8.self)
      try? ControlSocket.send(ZygoteReport.failed(text).encoded(), over: control)
      return 1
    }
  }

  private init(control: Int32, inspector: any Inspecting, order: ZygoteOrder) throws(CodecError) {
    self.control = control
    self.inspector = inspector
    self.order = order
    user = UnprivilegedUser.forThisProcess()
    try Confinement.openTables()
    filter = try SystemCallFilter.compiled()
    mapped = Confinement.mapped()
    childSignals = postern_child_signals()
    guard childSignals >= 0 else { throw CodecError("cannot watch its workers: \(String(cString: strerror(errno)))") }
    guard Self.threads() == 1 else {
      throw CodecError("a library has started a thread: workers cannot be forked safely")
    }
  }

  private mutating func live() throws(CodecError) {
    while true {
      var waiting = [
        pollfd(fd: control, events: Int16(POLLIN), revents: 0),
        pollfd(fd: childSignals, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&waiting, 2, -1) < 0 {
        if errno == EINTR { continue }
        throw CodecError("cannot wait: \(String(cString: strerror(errno)))")
      }
      if waiting[1].revents != 0 { try bury() }
      guard waiting[0].revents != 0 else { continue }
      guard let (bytes, descriptor) = try ControlSocket.receive(from: control) else { return }
      if descriptor >= 0 { close(descriptor) }
      switch try ZygoteCommand(bytes) {
      case .fork(let kind): try forkOnRequest(kind)
      case .kill(let pid): if workers.contains(pid) { kill(pid, SIGKILL) }
      case .setUp: throw CodecError("a second order")
      }
    }
  }

  private mutating func forkOnRequest(_ kind: WorkerKind) throws(CodecError) {
    do throws(CodecError) {
      let (pid, socket) = try fork(kind)
      workers.insert(pid)
      defer { close(socket) }
      try ControlSocket.send(ZygoteReport.forked(pid: pid).encoded(), over: control, passing: socket)
    } catch {
      try tell(.forkFailed(error.description))
    }
  }

  /// - Returns: the new worker, and the filter's end of its socket.
  private func fork(_ kind: WorkerKind = .usual) throws(CodecError) -> (pid_t, Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw CodecError("cannot make a socket: \(String(cString: strerror(errno)))")
    }
    let confinement = Confinement(
      user: user, addressSpace: mapped + order.memory, processorSeconds: order.processorSeconds,
      isInBackground: kind == .background, parent: getpid(), filter: filter)
    let pid = postern_fork()
    if pid == 0 { becomeWorker(ends[1], kind, confinement) }
    let code = errno
    close(ends[1])
    guard pid > 0 else {
      close(ends[0])
      throw CodecError("cannot fork: \(String(cString: strerror(code)))")
    }
    return (pid, ends[0])
  }

  private func becomeWorker(_ socket: Int32, _ kind: WorkerKind, _ confinement: consuming Confinement) -> Never {
    // The control socket's place is taken, so that no worker can speak as the zygote.
    guard dup2(socket, control) == control, postern_close_from(control + 1) == 0, postern_reset_signals() == 0
    else { postern_exit_now(70) }
    if kind.knowsEveryCharset {
      Charsets.loadAll()
      confinement.addressSpace += Confinement.mapped() - mapped
    }
    postern_take_working_set()
    do throws(CodecError) { try confinement.enter() } catch { postern_exit_now(71) }
    Worker(socket: control, inspector: inspector).serve()
    postern_exit_now(0)
  }

  /// Finds out by a child which pages workers write to. Where the system does not tell, workers are only slower.
  private func learnWorkingSet() {
    guard postern_begin_working_set() == 0 else { return }
    let pid = postern_fork()
    if pid == 0 {
      inspector.rehearse()
      _ = postern_note_working_set()
      postern_exit_now(0)
    }
    var status: Int32 = 0
    while pid > 0, waitpid(pid, &status, 0) < 0, errno == EINTR {}
    postern_end_working_set()
  }

  /// Tells of each worker that has ended.
  private mutating func bury() throws(CodecError) {
    var buffer = [UInt8](repeating: 0, count: 1024)
    while read(childSignals, &buffer, buffer.count) > 0 {}
    var status: Int32 = 0
    while true {
      let pid = waitpid(-1, &status, WNOHANG)
      guard pid > 0 else { return }
      if workers.remove(pid) != nil { try tell(.died(pid: pid, status: status)) }
    }
  }

  private func tell(_ report: ZygoteReport) throws(CodecError) {
    try ControlSocket.send(report.encoded(), over: control)
  }

  /// Has a trial worker lock itself down and try what it may not do, before any mail comes near.
  private func tryTheWall() throws(CodecError) {
    let (pid, socket) = try fork()
    defer { close(socket) }
    let request = WorkerRequest.selfTest(.refusals).encoded().bytes
    var answer: [UInt8]?
    if FrameSocket.sendBlocking(request, over: socket) {
      answer = try? FrameSocket.receiveBlocking(from: socket)?.bytes
    }
    shutdown(socket, Int32(SHUT_RDWR))
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    guard let answer, case .selfTest(let results) = try AnswerEnvelope(answer).answer else {
      let how = status == 71 << 8 ? "this host's kernel or container refuses the sandbox" : PooledWorker.words(status)
      throw CodecError("a worker could not lock itself down: \(how)")
    }
    for result in results where result.value == 0 || !result.isCounted {
      throw CodecError("the sandbox does not hold on this host: a worker could \(result.name)")
    }
    // Behind the filter of system calls nobody would see that the second wall is missing.
    if Confinement.landlockHolds == false {
      throw CodecError("the sandbox does not hold on this host: Landlock is there, but lets a file be opened")
    }
  }

  private static func threads() -> Int {
    guard let listing = opendir("/proc/self/task") else { return 1 }
    defer { closedir(listing) }
    var count = 0
    while let entry = readdir(listing) { if entry.pointee.d_name.0 != 0x2E { count += 1 } }
    return count
  }
}
