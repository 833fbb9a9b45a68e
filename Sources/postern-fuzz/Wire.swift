import Spool

@testable import Inspection

/// The readers of what filter, zygote and workers tell each other. A worker that was taken over writes what it likes.
enum Wire {
  static let readers: [String: Reader] = [
    "answer": { answer($0) },
    "request": { bytes in _ = try? WorkerRequest(bytes, file: MemoryFile(sealing: Array("Subject: a\r\n\r\n".utf8))) },
    "report": { bytes in
      if let report = try? ZygoteReport(bytes) {
        precondition((try? ZygoteReport(report.encoded())) == report, "a report is read as it was written")
      }
    },
  ]

  /// A text that a worker reads, a zero byte, and then changes of its answer: two bytes for the place, one for the value.
  /// Also the bytes as they are.
  private static func answer(_ bytes: [UInt8]) {
    decode(bytes)
    let halves = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else { return }
    var encoded = Behind.answer(text: Array(halves[0].prefix(2_000))).encoded()
    var changes = halves[1]
    while changes.count >= 3, !encoded.isEmpty {
      let place = (Int(changes.removeFirst()) << 8 | Int(changes.removeFirst())) % encoded.count
      encoded[place] = changes.removeFirst()
    }
    decode(encoded)
  }

  private static func decode(_ bytes: [UInt8]) {
    guard let envelope = try? AnswerEnvelope(bytes) else { return }
    precondition((try? AnswerEnvelope(envelope.encoded())) == envelope, "an answer is read as it was written")
  }
}
