import CPageText
import CPoppler
import MIME
import Synchronization

/// PDF documents: text of each page, what is hidden on it, remarks, forms, files inside, properties; scanned pages are
/// recognised.
enum PDFReader: DocumentReader {
  /// Poppler reads its tables' folder anew whenever no document is open; one that stays open keeps them.
  private static let kept = Mutex<Kept>(Kept())
  private struct Kept { var document: OpaquePointer? }

  /// Loads Poppler's tables.
  static func prepare() {
    kept.withLock { kept in
      guard kept.document == nil else { return }
      let file = Array(emptyDocument.utf8)
      let bytes = g_bytes_new(file, gsize(file.count))
      kept.document = poppler_document_new_from_bytes(bytes, nil, nil)
      g_bytes_unref(bytes)
    }
  }

  private static let emptyDocument = """
    %PDF-1.4
    1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
    2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
    3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj
    trailer <</Root 1 0 R>>

    """

  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    do {
      let document = try PDFDocument(file.bytes, passwords: file.passwords)
      if document.isOpened {
        reading.protection = .openPassword
        reading.isOpened = true
      } else if file.bytes.firstPlace(of: Array("/Encrypt".utf8)) != nil {
        reading.protection = .editOnly
      }
      read(document, &reading, &budget)
    } catch {
      switch error {
      case .locked: reading.protection = .openPassword
      case .sealed:
        reading.protection = .openPassword
        reading.note("it is locked by a rights management service")
      case .damaged: reading.fail("damaged", .damaged)
      }
    }
    return reading
  }

  private static func read(
    _ document: PDFDocument, _ reading: inout DocumentReading, _ budget: inout DocumentBudget
  ) {
    properties(of: document, &reading)
    let tree = Int(postern_pages_count(document.contents, Int32(clamping: budget.pages)))
    if tree < 0 { reading.fail("its pages are nested deeper than is read", .tooLarge) }
    if tree > document.pages { reading.fail("it has more pages than it says", .damaged) }
    for index in 0..<document.pages {
      guard budget.take(pages: 1) else { return reading.fail(.pages) }
      guard let page = document.page(index) else {
        reading.fail("page \(index + 1) is damaged", .damaged)
        continue
      }
      guard self.page(page, of: document, &reading, &budget) else { return }
    }
    if document.pages == 0 { reading.fail("it has no pages that can be read", .damaged) }
    hiddenLayers(of: document, &reading, &budget)
    files(in: document, &reading, &budget)
  }

  /// - Returns: false when a bound of the whole document was reached.
  private static func page(
    _ page: PDFPage, of document: PDFDocument, _ reading: inout DocumentReading, _ budget: inout DocumentBudget
  ) -> Bool {
    let place = "page \(page.index + 1)"
    guard let text = PDFText(page, of: document, budget: budget, draws: true) else {
      reading.fail("\(place) is damaged", .damaged)
      return true
    }
    if let fault = text.fault { reading.fail(fault, on: place) }
    switch text.fault {
    case .time, .letters: document.time.brokenOff += 1
    case nil, .bound, .nesting, .damaged: break
    }
    if document.time.brokenOff > 1 { return false }
    if document.time.reading <= 0 {
      reading.fail("its pages take longer to read than is waited for", .timedOut)
      return false
    }
    guard budget.take(bytes: text.decoded + text.size) else {
      reading.fail(.bytes)
      return false
    }
    reading.add(text.visible, place: place)
    reading.add(text.replaced, place: "\(place) › letters under other words")
    reading.add(text.hidden, kind: .hiddenText, place: "\(place) › hidden text")
    reading.add(text.offPage, kind: .offPage, place: "\(place) › text outside the page")
    if !text.hidden.isEmpty { reading.note("\(place) has text that cannot be seen (white, tiny or without ink)") }
    if !text.offPage.isEmpty { reading.note("\(place) has text outside the page") }
    marks(on: page, place, &reading, &budget)
    PDFScan.read(page, of: document, text, place, &reading, &budget)
    return true
  }

  /// Layers that a viewer does not show until somebody switches them on (ISO 32000-1 §8.11).
  private static func hiddenLayers(
    of document: PDFDocument, _ reading: inout DocumentReading, _ budget: inout DocumentBudget
  ) {
    let names = document.showHiddenLayers()
    guard !names.isEmpty else { return }
    for name in names { reading.note("layer '\(name)' is hidden") }
    let known = Set(reading.texts.lazy.filter { $0.kind == .visible }.map(\.place))
    for index in 0..<document.pages {
      guard budget.take(pages: 1) else { return reading.fail(.pages) }
      guard let page = document.page(index) else { continue }
      let place = "page \(index + 1)"
      guard let text = PDFText(page, of: document, budget: budget, draws: false)?.visible else { continue }
      let shown =
        known.contains(place) ? reading.texts.first { $0.place == place && $0.kind == .visible }?.content : nil
      guard shown != .prose(text) else { continue }
      guard budget.take(bytes: text.utf8.count) else { return reading.fail(.bytes) }
      reading.add(text, kind: .hiddenText, place: "\(place) › with hidden layers")
    }
  }
}
