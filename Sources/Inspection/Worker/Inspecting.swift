import Protection

/// What a worker does with each message. Made once, in the zygote, before any mail is near; then every worker has it
/// in memory by the fork. It may not use files, threads or anything else of the system once it is behind the wall.
protocol Inspecting {
  /// Reads one request's bytes. Called for one message after another; nothing of a message may be kept. Whatever is
  /// wrong with the bytes is said in the inspection.
  func inspect(_ request: InspectionRequest, bytes: UnsafeRawBufferPointer) -> WorkerResult

  /// Reads mail of our own as it reads others', so that it is known what memory that takes.
  func rehearse()

  /// Puts what one request names under its password. The worker sees no other message afterwards: libraries of many
  /// formats have read this one, and its memory has held the password.
  func protect(_ request: ProtectionRequest, bytes: UnsafeRawBufferPointer) throws(ProtectionFailure) -> ProtectionWork
}

/// What came of one message, inside the worker.
struct WorkerResult {
  var answer: WorkerAnswer
  /// The worker must not see another message.
  var isTainted = false
}
