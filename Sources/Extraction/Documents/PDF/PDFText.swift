import CPageText

/// The text of one page, parted by whether a reader sees it.
struct PDFText {
  var visible = ""
  /// White on white, too small to read, or drawn with no ink.
  var hidden = ""
  var offPage = ""
  /// What is drawn where the document gives other words for it.
  var replaced = ""
  /// Letters and figures among all, as far as it matters whether they are many.
  private(set) var letters = 0
  /// So many letters are of fonts that do not say which they are that the page must be looked at.
  private(set) var isUnnamed = false
  /// Points of the largest picture that it may draw.
  private(set) var largestPicture = 0
  /// Bytes that its content decodes to.
  private(set) var decoded = 0
  /// Why it was not read to its end.
  private(set) var fault: Fault?

  enum Fault {
    case bound(DocumentBudget.Bound)
    case time, letters, nesting, damaged
  }

  /// A picture that covers so much of a page is a scan, and not a letter head.
  static let scannedShare = 0.4

  /// Nil when there is no such page.
  /// - Parameter draws: whether the page may be drawn, to tell white letters on a ground from white ones on paper.
  init?(_ page: PDFPage, of document: PDFDocument, budget: DocumentBudget, draws: Bool) {
    guard var text = Self.run(page, document, budget, nil) else { return nil }
    defer { postern_page_release(&text) }
    largestPicture = Int(text.largest_picture)
    if text.doubtful > 0, draws, document.time.drawing > PageTime.forScans, largestPicture <= PDFScan.mostPicture,
      case .drawn(let drawn) = document.draw(page, resolution: 72, most: 4_000_000),
      let again = Self.run(page, document, budget, drawn)
    {
      postern_page_release(&text)
      text = again
    }
    visible = String(text.visible)
    hidden = String(text.hidden).trimmedLines
    offPage = String(text.off_page).trimmedLines
    let replaced = String(text.replaced).trimmedLines
    if replaced.utf8.count >= Self.wordyReplacement, !visible.contains(replaced) { self.replaced = replaced }
    decoded = Int(text.decoded)
    fault = Fault(text.fault)
    isUnnamed = text.unnamed >= Self.manyUnnamed
    let invisible = String(text.invisible).trimmedLines
    if !invisible.isEmpty {
      // Words without ink above a scan were recognised in it before it was sent: they are what the scan shows.
      if let share = page.largestPicture, share > Self.scannedShare {
        visible += visible.isEmpty ? invisible : "\n\n" + invisible
      } else {
        hidden += hidden.isEmpty ? invisible : "\n" + invisible
      }
    }
    for scalar in visible.unicodeScalars where scalar.isWordy {
      letters += 1
      if letters == PDFScan.fewLetters { break }
    }
  }

  /// Hyphens and ligatures have a replacement, too; below so many bytes it is no text of its own.
  private static let wordyReplacement = 20
  private static let manyUnnamed = 20

  /// Bytes of UTF-8.
  var size: Int { visible.utf8.count + hidden.utf8.count + offPage.utf8.count + replaced.utf8.count }

  /// CPU time that one page may take. Maps and drawings of an office take a tenth.
  private static let milliseconds = 2_000
  /// A page of a newspaper has 50,000.
  private static let mostLetters: Int32 = 400_000
  /// Forms inside forms. Programs that put pages on sheets nest three or four.
  private static let formDepth: Int32 = 28

  private static func run(
    _ page: PDFPage, _ document: PDFDocument, _ budget: DocumentBudget, _ drawn: TextRecogniser.Grey?
  ) -> postern_page_text? {
    let bounds = postern_page_bounds(
      bytes: Int64(budget.bytes), expansion: Int64(budget.expansion), free_bytes: Int64(DocumentBudget.freeExpansion),
      milliseconds: Int64(min(milliseconds, document.time.reading)), letters: mostLetters, depth: formDepth)
    var text = postern_page_text()
    let began = PageTime.used()
    defer { document.time.reading -= PageTime.used() - began }
    guard let drawn else {
      return postern_page_read(document.contents, Int32(page.index), bounds, nil, &text) ? text : nil
    }
    return drawn.points.withUnsafeBufferPointer { points in
      var picture = postern_page_picture(
        points: points.baseAddress, width: Int32(drawn.width), height: Int32(drawn.height))
      return postern_page_read(document.contents, Int32(page.index), bounds, &picture, &text) ? text : nil
    }
  }
}

extension Unicode.Scalar {
  /// A letter or a figure. Most are of ASCII, for which no table is asked.
  fileprivate var isWordy: Bool {
    guard !isASCII else {
      return ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
    }
    return properties.isAlphabetic || properties.numericType != nil
  }
}

extension PDFText.Fault {
  init?(_ fault: postern_page_fault) {
    switch fault {
    case POSTERN_PAGE_BYTES: self = .bound(.bytes)
    case POSTERN_PAGE_EXPANSION: self = .bound(.expansion)
    case POSTERN_PAGE_TIME: self = .time
    case POSTERN_PAGE_LETTERS: self = .letters
    case POSTERN_PAGE_DEPTH: self = .nesting
    case POSTERN_PAGE_DAMAGED: self = .damaged
    default: return nil
    }
  }
}

extension DocumentReading {
  /// Says why a page was not read to its end.
  mutating func fail(_ fault: PDFText.Fault, on place: String) {
    switch fault {
    case .bound(let bound): fail("\(place): \(bound.words)", .tooLarge)
    case .time: fail("\(place): it takes longer to draw than is waited for", .timedOut)
    case .letters: fail("\(place): it has more letters than are read", .tooLarge)
    case .nesting: fail("\(place): its drawings lie deeper inside one another than is read", .tooLarge)
    case .damaged: fail("\(place): a piece of its content is damaged", .damaged)
    }
  }
}

extension String {
  /// UTF-8 that Poppler made; what is not well-formed becomes U+FFFD.
  init(_ text: postern_page_string) {
    self.init(
      decoding: UnsafeRawBufferPointer(start: text.start, count: text.start == nil ? 0 : Int(text.length)),
      as: UTF8.self)
  }
}
