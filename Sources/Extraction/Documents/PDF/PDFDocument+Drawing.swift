import CPageText
import Glibc

extension PDFDocument {
  enum Drawing {
    case drawn(TextRecogniser.Grey)
    /// No points, or more than may be drawn.
    case tooLarge
    case failed(PDFText.Fault)
  }

  /// Milliseconds of CPU time that one page's drawing may take; a poster full of maps takes half.
  private static let longest = 4_000

  /// A page as it is shown, at so many points an inch.
  func draw(_ page: PDFPage, resolution: Double, most: Int) -> Drawing {
    let allowed = min(Self.longest, time.drawing)
    guard allowed > 0 else { return .failed(.time) }
    var drawing = postern_page_drawing()
    let began = PageTime.used()
    let isThere = postern_page_draw(
      contents, Int32(page.index), resolution, Int64(most), Int64(allowed), &drawing)
    time.drawing -= PageTime.used() - began
    defer { postern_page_drawing_release(&drawing) }
    if let fault = PDFText.Fault(drawing.fault) {
      // What was being drawn is lost to memory: no second time.
      time.drawing = 0
      return .failed(fault)
    }
    guard isThere, let points = drawing.points else { return .tooLarge }
    let (width, height) = (Int(drawing.width), Int(drawing.height))
    return .drawn(
      TextRecogniser.Grey(
        width: width, height: height, points: Array(UnsafeBufferPointer(start: points, count: width * height))))
  }
}

/// Milliseconds of CPU time that the pages of one document may still take together.
struct PageTime {
  /// Five thousand pages of a book take five seconds.
  var reading = 30_000
  var drawing = 30_000
  /// Drawing takes ten times as long as reading. Where so much is left, it is no longer spent on telling white letters on
  /// a coloured ground from white ones on paper, but kept for pages that are pictures; only bars are told from paper then.
  static let forScans = 15_000
  /// Pages that were broken off, whose path or font Poppler keeps for good.
  var brokenOff = 0

  static func used() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return now.tv_sec * 1_000 + now.tv_nsec / 1_000_000
  }
}
