import CSandbox
import Glibc
import Spool

/// One worker's life behind the wall: request, answer, until the filter hangs up.
struct Worker {
  let socket: Int32
  let inspector: any Inspecting

  func serve() {
    while let (bytes, descriptor) = try? FrameSocket.receiveBlocking(from: socket) {
      let file = descriptor >= 0 ? MemoryFile(adopting: descriptor) : nil
      guard let request = try? WorkerRequest(bytes, file: file) else { return }
      let began = Self.microseconds()
      let refused = Refusals.snapshot()
      var envelope: AnswerEnvelope
      switch request {
      case .inspect(let request): envelope = answer(request)
      case .selfTest(.babble):
        guard FrameSocket.sendBlocking([UInt8](repeating: 0xFF, count: 99), over: socket) else { return }
        continue
      case .selfTest(let test):
        envelope = AnswerEnvelope(.selfTest(test.run(parent: getppid())), isTainted: test == .taint)
      }
      envelope.refusals = Refusals.since(refused)
      envelope.microseconds = Self.microseconds() - began
      envelope.peakMemory = Self.peakMemory()
      if case .inspection(var inspection) = envelope.answer {
        inspection.refusedCalls = envelope.refusals.keys.sorted()
        inspection.microseconds = envelope.microseconds
        envelope.answer = .inspection(inspection)
      }
      var answer = envelope.encoded()
      if answer.count > FrameSocket.longestAnswer {
        envelope.answer = .failed("more was found than an answer may hold")
        answer = envelope.encoded()
      }
      guard FrameSocket.sendBlocking(answer, over: socket) else { return }
    }
  }

  private func answer(_ request: InspectionRequest) -> AnswerEnvelope {
    do {
      return try request.subject.file.withBytes { bytes in
        let result = inspector.inspect(request, bytes: bytes)
        return AnswerEnvelope(result.answer, isTainted: result.isTainted)
      }
    } catch {
      return AnswerEnvelope(.failed("the message's bytes cannot be reached"))
    }
  }

  /// Bytes, from the kernel, which counts kilobytes.
  private static func peakMemory() -> Int {
    var usage = rusage()
    // 0 is RUSAGE_SELF, which glibc gives another type than its function takes.
    return getrusage(0, &usage) == 0 ? usage.ru_maxrss * 1024 : 0
  }

  private static func microseconds() -> Int { Int(MonotonicTime.now.nanoseconds / 1000) }
}
