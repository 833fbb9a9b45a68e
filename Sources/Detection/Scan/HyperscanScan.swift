import CHyperscan

/// One detector's scratch space for scanning, and what the last scan reported.
///
/// Hyperscan calls back for each end of a match. Most ends of an expression like `[0-9]{6,8}` lie inside a word: those are
/// refused there and then by the byte that follows.
final class HyperscanScan {
  struct Report {
    var expression: UInt32
    var end: UInt32
  }

  /// What the callback reads and writes; plain memory, as C calls it.
  private struct Sink {
    var text: UnsafePointer<UInt8>
    var count: Int
    /// For each expression what may not follow it: 0 anything, 1 a word's letter or digit, 2 a digit.
    var endings: UnsafePointer<UInt8>
    var reports: UnsafeMutablePointer<Report>
    var used: Int
  }

  /// Reports of one scan; a chunk of text with more is cut there, and that is said.
  static let reportBound = 1 << 18

  private let database: HyperscanDatabase
  private var scratch: OpaquePointer?
  private let endings: UnsafeMutableBufferPointer<UInt8>
  private let storage: UnsafeMutableBufferPointer<Report>
  private(set) var wasCut = false
  private var used = 0

  /// What the last scan reported, by end.
  var reports: UnsafeBufferPointer<Report> { UnsafeBufferPointer(start: storage.baseAddress, count: used) }

  init(_ patterns: PatternDatabase) {
    database = patterns.database
    // A failure leaves nil: each scan then says that it was cut.
    hs_alloc_scratch(database.database, &scratch)
    endings = .allocate(capacity: max(1, patterns.expressions.count))
    storage = .allocate(capacity: Self.reportBound)
    for (number, expression) in patterns.expressions.enumerated() {
      endings[number] =
        switch expression.matcher {
        case .phrase(let phrase): phrase.words.last?.hasAnyEnding == true ? 0 : 1
        case .pattern(_, .word): 1
        case .pattern(_, .digit): 2
        case .pattern(_, .none): 0
        }
    }
  }

  deinit {
    hs_free_scratch(scratch)
    endings.deallocate()
    storage.deallocate()
  }

  func scan(_ text: UnsafeBufferPointer<UInt8>) {
    used = 0
    wasCut = false
    guard let base = text.baseAddress, text.count > 0 else { return }
    guard let scratch, let endings = endings.baseAddress, let reports = storage.baseAddress,
      text.count <= Int(UInt32.max)
    else {
      wasCut = true
      return
    }
    var sink = Sink(text: base, count: text.count, endings: UnsafePointer(endings), reports: reports, used: 0)
    let result = withUnsafeMutablePointer(to: &sink) { sink in
      base.withMemoryRebound(to: CChar.self, capacity: text.count) { bytes in
        hs_scan(
          database.database, bytes, UInt32(text.count), 0, scratch,
          { id, _, to, _, context in
            guard let sink = context?.assumingMemoryBound(to: Sink.self) else { return 1 }
            let end = Int(to)
            let ending = sink.pointee.endings[Int(id)]
            if ending != 0, end < sink.pointee.count {
              let next = sink.pointee.text[end]
              if TextBytes.isDigit(next) || (ending == 1 && next < 0x80 && TextBytes.isWordByte(next)) { return 0 }
            }
            guard sink.pointee.used < HyperscanScan.reportBound else { return 1 }
            sink.pointee.reports[sink.pointee.used] = Report(expression: id, end: UInt32(to))
            sink.pointee.used += 1
            return 0
          }, sink)
      }
    }
    used = sink.used
    wasCut = result != HS_SUCCESS
  }
}
