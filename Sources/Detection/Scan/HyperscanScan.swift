import CHyperscan

/// One detector's scratch space for scanning with one database, and what the last scan reported.
///
/// Hyperscan calls back for each end of a match. Most ends of an expression like `[0-9]{6,8}` lie inside a word: those are
/// refused there and then by the bytes around.
final class HyperscanScan {
  /// What an expression asks of the byte behind its match.
  enum Ending: UInt8 {
    case any, noWord, noDigit
  }

  /// What the callback reads and writes; plain memory, as C calls it.
  private struct Sink {
    var text: UnsafePointer<UInt8>
    var count: Int
    var offset: Int
    var endings: UnsafePointer<Ending>
    var reports: UnsafeMutablePointer<ScanReport>
    var used: Int
  }

  /// Reports of one run of text; a run with more is cut there, and that is said.
  static let reportBound = 1 << 18

  private let database: HyperscanDatabase
  private var scratch: OpaquePointer?
  private let endings: UnsafeMutableBufferPointer<Ending>
  private let storage: UnsafeMutableBufferPointer<ScanReport>
  private(set) var wasCut = false
  private var used = 0

  /// What was reported for the last text, by end within each window.
  var reports: UnsafeBufferPointer<ScanReport> { UnsafeBufferPointer(start: storage.baseAddress, count: used) }

  init(_ database: HyperscanDatabase, endings wanted: [Ending]) {
    self.database = database
    // A failure leaves nil: each scan then says that it was cut.
    hs_alloc_scratch(database.database, &scratch)
    endings = .allocate(capacity: max(1, wanted.count))
    _ = endings.initialize(fromContentsOf: wanted)
    storage = .allocate(capacity: Self.reportBound)
  }

  deinit {
    hs_free_scratch(scratch)
    endings.deallocate()
    storage.deallocate()
  }

  func scan(_ text: UnsafeBufferPointer<UInt8>, _ windows: TextWindows) {
    used = 0
    wasCut = false
    for window in windows.ranges where !wasCut { scan(text, window) }
  }

  private func scan(_ text: UnsafeBufferPointer<UInt8>, _ window: Range<Int>) {
    guard let base = text.baseAddress, !window.isEmpty else { return }
    guard let scratch, let endings = endings.baseAddress, let reports = storage.baseAddress,
      text.count <= Int(UInt32.max)
    else {
      wasCut = true
      return
    }
    var sink = Sink(
      text: base, count: text.count, offset: window.lowerBound, endings: UnsafePointer(endings), reports: reports,
      used: used)
    let result = withUnsafeMutablePointer(to: &sink) { sink in
      (base + window.lowerBound).withMemoryRebound(to: CChar.self, capacity: window.count) { bytes in
        hs_scan(
          database.database, bytes, UInt32(window.count), 0, scratch,
          { id, _, to, _, context in
            guard let sink = context?.assumingMemoryBound(to: Sink.self) else { return 1 }
            let end = Int(to) + sink.pointee.offset
            let ending = sink.pointee.endings[Int(id)]
            if ending != .any, end < sink.pointee.count {
              let next = sink.pointee.text[end]
              if TextBytes.isDigit(next) || (ending == .noWord && next < 0x80 && TextBytes.isWordByte(next)) {
                return 0
              }
            }
            guard sink.pointee.used < HyperscanScan.reportBound else { return 1 }
            sink.pointee.reports[sink.pointee.used] = ScanReport(number: id, end: UInt32(end))
            sink.pointee.used += 1
            return 0
          }, sink)
      }
    }
    used = sink.used
    if result != HS_SUCCESS { wasCut = true }
  }
}
