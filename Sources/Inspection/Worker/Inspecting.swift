/// What a worker does with each message. Made once, in the zygote, before any mail is near; then every worker has it
/// in memory by the fork. It may not use files, threads or anything else of the system once it is behind the wall.
protocol Inspecting {
  /// Reads one request's bytes. Called for one message after another; nothing of a message may be kept. Whatever is
  /// wrong with the bytes is said in the inspection.
  func inspect(_ request: InspectionRequest, bytes: UnsafeRawBufferPointer) -> WorkerResult
}

/// What came of one message, inside the worker.
struct WorkerResult {
  var answer: WorkerAnswer
  /// The worker must not see another message.
  var isTainted = false
}
