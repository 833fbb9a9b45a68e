import Glibc
import Protection
import Spool

extension InspectorPool {
  /// Puts parts of a message, or a file, under a password, behind the wall; times, `progress` and `inBackground` as for
  /// `inspect`. The password goes to the worker over its socket alone, and the worker ends with the message.
  ///
  /// The result is the original but for the parts that were replaced: the filter puts it together itself. What stands in
  /// these is a worker's word; a release has them inspected again, by another worker (D24).
  public func protect(
    _ request: ProtectionRequest, milliseconds: Int? = nil, inBackground: Bool = false, progress: (() -> Void)? = nil
  ) throws(InspectionFailure) -> ProtectionAnswer {
    try seal(request.file)
    var content: ProtectedContent?
    let answer: WorkerAnswer
    do {
      var failure: InspectionFailure?
      var found: WorkerAnswer?
      try request.file.withBytes { original in
        do throws(InspectionFailure) {
          found = try perform(
            .protect(request), milliseconds: milliseconds, inBackground: inBackground, progress: progress
          ) { answer, rest, socket, deadline throws(CodecError) in
            guard case .protection(let plan) = answer else {
              if !rest.isEmpty { throw CodecError("an answer is longer than it says") }
              return true
            }
            var isMessage = false
            if case .message = request.subject { isMessage = true }
            var rebuilding = try Rebuilding(plan, of: original, isMessage: isMessage)
            guard try self.receive(rest, into: &rebuilding, socket, until: deadline, progress) else { return false }
            content = ProtectedContent(
              file: try rebuilding.finish(), replaced: plan.replacements.map(\.range), parts: plan.parts)
            return true
          }
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      guard let found else { throw InspectionFailure.invalidAnswer(reason: "no answer") }
      answer = found
    } catch let failure as InspectionFailure {
      throw failure
    } catch {
      throw .unavailable(reason: "the message's bytes cannot be reached")
    }
    switch answer {
    case .protection:
      guard let content else { throw .invalidAnswer(reason: "nothing was protected") }
      return .protected(content)
    case .notProtected(let failure): return .refused(failure)
    default: throw .invalidAnswer(reason: "not a protection")
    }
  }

  /// Bytes that are read at once.
  private static let pieceLength = 256 << 10

  /// - Returns: false when time ran out, or the worker ended.
  private func receive(
    _ first: [UInt8], into rebuilding: inout Rebuilding, _ socket: Int32, until deadline: MonotonicTime,
    _ progress: (() -> Void)?
  ) throws(CodecError) -> Bool {
    try Self.take(first, &rebuilding)
    var missing = rebuilding.missing
    while missing > 0 {
      guard ready(socket, for: POLLIN, until: deadline, progress: progress) else { return false }
      var code: Int32 = 0
      let room = min(missing, Self.pieceLength)
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        // Without room for control data the kernel drops descriptors that a worker might send.
        let got = recv(socket, buffer.baseAddress, room, 0)
        code = got < 0 ? errno : 0
        filled = max(got, 0)
      }
      if piece.isEmpty {
        if code == EAGAIN || code == EINTR { continue }
        throw CodecError("ends too early")
      }
      try Self.take(piece, &rebuilding)
      missing -= piece.count
    }
    return true
  }

  private static func take(_ bytes: [UInt8], _ rebuilding: inout Rebuilding) throws(CodecError) {
    var failure: CodecError?
    bytes.withUnsafeBytes { buffer in
      do throws(CodecError) { try rebuilding.take(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
