import CSandbox
import Glibc
import Protection
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
      case .protect(let request):
        guard protect(request, since: began, refused) else { return }
        continue
      case .selfTest(.babble):
        guard FrameSocket.sendBlocking([UInt8](repeating: 0xFF, count: 99), over: socket) else { return }
        continue
      case .selfTest(let test):
        envelope = AnswerEnvelope(.selfTest(test.run(parent: getppid())), isTainted: test == .taint)
      }
      envelope.refusals = Refusals.since(refused)
      envelope.lacksCharset = Refusals.hasMissedCharset
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

  /// Answers, and sends the bytes behind the answer. False when the filter is gone.
  private func protect(_ request: ProtectionRequest, since began: Int, _ refused: [UInt32]?) -> Bool {
    var work = ProtectionWork(splices: [], parts: [])
    var envelope: AnswerEnvelope
    do {
      work = try request.file.withBytes { bytes in try inspector.protect(request, bytes: bytes) }
      let replacements = work.splices.map { ProtectionPlan.Replacement(range: $0.range, count: $0.count) }
      envelope = AnswerEnvelope(.protection(ProtectionPlan(replacements: replacements, parts: work.parts)))
    } catch let failure as ProtectionFailure {
      envelope = AnswerEnvelope(.notProtected(failure))
    } catch {
      envelope = AnswerEnvelope(.failed("the message's bytes cannot be reached"))
    }
    envelope.isTainted = true
    envelope.refusals = Refusals.since(refused)
    envelope.lacksCharset = Refusals.hasMissedCharset
    envelope.microseconds = Self.microseconds() - began
    envelope.peakMemory = Self.peakMemory()
    if !envelope.refusals.isEmpty {
      // Chance might have come from nowhere, or less than all have been read.
      work.splices = []
      envelope.answer = .notProtected(.failed("it needed what the sandbox refuses"))
    }
    let answer = envelope.encoded()
    guard answer.count <= FrameSocket.longestAnswer, FrameSocket.sendBlocking(answer, over: socket) else {
      return false
    }
    return work.splices.allSatisfy { splice in splice.write { FrameSocket.sendBlocking(rest: $0, over: socket) } }
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
