import CSandbox
import Configuration
import Glibc
import Protection

extension InspectorPool {
  /// How one request over a worker's socket went.
  private enum Exchange {
    /// The answer, and what was read behind it.
    case answer([UInt8], rest: [UInt8])
    case outOfTime
    /// The worker ended before it had read the request: nothing to do with this message.
    case neverRead
    case died
    case invalid(String)
  }

  /// Takes what follows an answer off the worker's socket.
  /// - Returns: whether all came in time; what came is not valid where it throws.
  typealias Following = (WorkerAnswer, _ rest: [UInt8], _ socket: Int32, _ deadline: MonotonicTime) throws(CodecError)
    -> Bool

  /// Sends a request to a worker, and once more to a fresh one if the first dies of it.
  /// - Parameter following: nil where nothing may follow the answer.
  func perform(
    _ request: WorkerRequest, milliseconds: Int?, inBackground: Bool = false, progress: (() -> Void)?,
    following: Following? = nil
  ) throws(InspectionFailure) -> WorkerAnswer {
    let budget = min(max(milliseconds ?? limits.inspectionMilliseconds, 1), Self.longestBudget)
    var (bytes, descriptor) = request.encoded()
    defer { if request.isSecret { Wiping.wipe(&bytes) } }
    guard bytes.count <= FrameSocket.longestRequest else { throw .invalidAnswer(reason: "the request is too long") }
    let budgetEnd = MonotonicTime.now + budget
    let waitUntil = MonotonicTime.now + (inBackground ? budget : budget / 2)
    var kind: WorkerKind = inBackground ? .background : .usual
    var workUntil: MonotonicTime?
    var deaths = 0
    var strays = 0
    while true {
      // After a death the zygote may have to start again, so the second wait is a long one.
      let until = deaths == 0 ? waitUntil : .now + budget
      let worker =
        kind.isForOneRequest
        ? try takeSoleWorker(kind, until: until, progress: progress)
        : try takeWorker(until: until, progress: progress)
      let deadline = max(workUntil ?? (inBackground ? .now + budget : budgetEnd), .now + budget / 2)
      workUntil = deadline
      let exchange = exchange(
        bytes, descriptor, worker, until: deadline, isSecret: request.isSecret, progress: progress)
      switch exchange {
      case .answer(let bytes, let rest):
        let envelope: AnswerEnvelope
        let isWhole: Bool
        do throws(CodecError) {
          envelope = try AnswerEnvelope(bytes)
          if envelope.lacksCharset, !kind.knowsEveryCharset {
            kind = .everyCharset
            dismiss(worker)
            continue
          }
          isWhole = try following?(envelope.answer, rest, worker.socket, deadline) ?? rest.isEmpty
          if following == nil, !isWhole { throw CodecError("an answer is longer than it says") }
        } catch {
          end(worker)
          throw .invalidAnswer(reason: error.description)
        }
        guard isWhole else {
          end(worker)
          state.withLock { $0.statistics.outOfTime += 1 }
          throw .outOfTime(milliseconds: budget)
        }
        giveBack(worker, after: envelope)
        if case .failed(let reason) = envelope.answer { throw .invalidAnswer(reason: reason) }
        return envelope.answer
      case .outOfTime:
        end(worker)
        state.withLock { $0.statistics.outOfTime += 1 }
        throw .outOfTime(milliseconds: budget)
      case .invalid(let reason):
        end(worker)
        throw .invalidAnswer(reason: reason)
      case .neverRead:
        // Not counted against the message, but it must come to an end where every worker dies like this.
        strays += 1
        end(worker)
        if strays > 2 * limits.workers + 8 { throw .workerDied(reason: "workers end before they read anything") }
      case .died:
        deaths += 1
        let how = wayOfDeath(worker)
        if deaths == 2 { throw .workerDied(reason: how) }
      }
    }
  }

  private func takeWorker(until deadline: MonotonicTime, progress: (() -> Void)?) throws(InspectionFailure)
    -> PooledWorker
  {
    let waiter = PoolState.Waiter(.usual)
    state.withLock { state in
      if state.isClosed {
        waiter.outcome = .failure(.unavailable(reason: "Postern is shutting down"))
      } else if let worker = state.idle.popLast() {
        waiter.outcome = .success(worker)
      } else {
        state.waiters.append(waiter)
      }
    }
    while true {
      let pause = min(deadline, .now + Self.progressInterval)
      if let outcome = state.wait(for: waiter.signal, until: pause, { _ in waiter.outcome }) {
        return try outcome.get()
      }
      if deadline <= .now {
        // Between the wait and here a worker may have been handed over: then it is used.
        let last = state.withLock { state -> Result<PooledWorker, InspectionFailure> in
          if let outcome = waiter.outcome { return outcome }
          state.waiters.removeAll { $0 === waiter }
          return .failure(state.trouble.map { .unavailable(reason: $0) } ?? .overloaded)
        }
        return try last.get()
      }
      progress?()
    }
  }

  private func exchange(
    _ bytes: [UInt8], _ descriptor: Int32, _ worker: PooledWorker, until deadline: MonotonicTime, isSecret: Bool,
    progress: (() -> Void)?
  ) -> Exchange {
    let socket = worker.socket
    var frame = FrameSocket.header(bytes.count) + bytes
    defer { if isSecret { Wiping.wipe(&frame) } }
    var done = 0
    while done < frame.count {
      let sent = frame.withUnsafeBytes {
        postern_send_at_once(socket, $0.baseAddress.map { $0 + done }, frame.count - done, done == 0 ? descriptor : -1)
      }
      if sent > 0 {
        done += sent
      } else if errno == EAGAIN {
        guard ready(socket, for: POLLOUT, until: deadline, progress: progress) else { return .outOfTime }
      } else {
        return .neverRead
      }
    }
    return answer(socket, until: deadline, progress: progress)
  }

  /// What most answers fit into, so that one system call takes them.
  private static let usualAnswer = 4_096

  private func answer(_ socket: Int32, until deadline: MonotonicTime, progress: (() -> Void)?) -> Exchange {
    var bytes: [UInt8] = []
    var wanted = 4
    while bytes.count < wanted {
      guard ready(socket, for: POLLIN, until: deadline, progress: progress) else { return .outOfTime }
      var code: Int32 = 0
      let room = min(max(wanted - bytes.count, Self.usualAnswer), 1 << 20)
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        // Without room for control data the kernel drops descriptors that a worker might send.
        let got = recv(socket, buffer.baseAddress, room, Int32(MSG_DONTWAIT))
        filled = max(got, 0)
        code = got < 0 ? errno : 0
      }
      // The kernel's word that the worker left some of the request unread.
      if code == ECONNRESET { return .neverRead }
      if piece.isEmpty, code != EINTR, code != EAGAIN { return .died }
      bytes += piece
      if wanted == 4, bytes.count >= 4 {
        var reader = ByteReader(bytes)
        guard let length = try? reader.number32(), length <= FrameSocket.longestAnswer else {
          return .invalid("an answer is longer than it may be")
        }
        wanted = 4 + Int(length)
        if wanted > bytes.count { bytes.reserveCapacity(wanted) }
      }
    }
    return .answer(Array(bytes[4..<wanted]), rest: Array(bytes[wanted...]))
  }

  /// Waits for a socket. Not inside of the call that reads: there the kernel would wake this thread for nothing, too, when the
  /// worker takes the request (see `FrameSocket.waitForInput`).
  func ready(_ socket: Int32, for event: Int32, until deadline: MonotonicTime, progress: (() -> Void)?) -> Bool {
    while true {
      var waiting = pollfd(fd: socket, events: Int16(event), revents: 0)
      let left = deadline.millisecondsLeft
      let count = poll(&waiting, 1, Int32(min(left, Self.progressInterval)))
      if count > 0 { return true }
      if count < 0, errno != EINTR { return true }
      if left == 0 { return false }
      if count == 0, left > Self.progressInterval { progress?() }
    }
  }

  private func giveBack(_ worker: PooledWorker, after envelope: AnswerEnvelope) {
    state.withLock { state in
      state.statistics.served += 1
      state.statistics.peakMemory = max(state.statistics.peakMemory, envelope.peakMemory)
      for (name, count) in envelope.refusals { state.statistics.refusedCalls[name, default: 0] += count }
      worker.served += 1
      worker.worked += envelope.microseconds
      worker.link.earlyDeaths = 0
      let isSpent =
        worker.kind.isForOneRequest || envelope.isTainted || worker.served >= limits.messagesPerWorker
        || worker.worked >= Self.longestWork
        || worker.link.isRetired || worker.status != nil
      if isSpent {
        state.part(with: worker)
        fill(worker.link)
      } else {
        state.offer(worker)
      }
    }
  }

  /// Parts with a worker that has answered, and is not to be asked again: it ends by itself.
  private func dismiss(_ worker: PooledWorker) {
    state.withLock { state in
      state.part(with: worker)
      fill(worker.link)
    }
  }

  /// Kills a worker, through its parent, which alone knows that the pid is still its own.
  private func end(_ worker: PooledWorker) {
    state.withLock { state in
      if worker.status == nil { worker.link.send(.kill(pid: worker.pid)) }
      state.part(with: worker)
      fill(worker.link)
    }
  }

  /// Parts with a worker that broke its connection, and learns from the zygote how it ended.
  private func wayOfDeath(_ worker: PooledWorker) -> String {
    // One that hung up without ending is ended: it will not be asked again.
    state.withLock { state in if worker.status == nil { worker.link.send(.kill(pid: worker.pid)) } }
    let status = state.wait(for: worker.ended, until: .now + 2_000) { _ in
      worker.isBuried ? Result<Int32?, Never>.success(worker.status) : nil
    }
    state.withLock { state in
      state.part(with: worker)
      fill(worker.link)
    }
    if case .success(let status) = status { return PooledWorker.words(status) }
    return PooledWorker.words(nil)
  }

  /// Has as many workers forked as there should be. Under the pool's lock.
  func fill(_ link: ZygoteLink) {
    guard link.isOpen, !link.isRetired else { return }
    let missing = limits.workers - link.count(of: .usual)
    guard missing > 0 else { return }
    for _ in 0..<missing { link.fork(.usual) }
  }
}
