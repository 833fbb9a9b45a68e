import CPoppler
import MIME
import Synchronization

/// PDF documents: text of each page, what is hidden on it, remarks, forms, files inside, properties; scanned pages are
/// recognised.
enum PDFReader: DocumentReader {
  /// Poppler reads its tables' folder anew whenever no document is open; one that stays open keeps them.
  private static let kept = Mutex<Kept>(Kept())
  private struct Kept { var document: OpaquePointer? }

  /// The first pages are looked at for text that is hidden on them, and beside them too when there are no more: it takes a
  /// third of the time again. In books hidden text counts as visible.
  private static let closePages = 100

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
      let document = try PDFDocument(file.bytes, passwords: file.passwords, widensUpTo: closePages)
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
    for index in 0..<document.pages {
      guard budget.take(pages: 1) else { return reading.fail(.pages) }
      guard let page = document.page(index) else {
        reading.fail("page \(index + 1) is damaged", .damaged)
        continue
      }
      let isClose = index < closePages
      guard self.page(page, "page \(index + 1)", isClose, &reading, &budget) else { return }
    }
    if document.pages > closePages {
      reading.note("it has more than \(closePages) pages: text outside them was not looked for")
    }
    if document.pages == 0 { reading.fail("it has no pages that can be read", .damaged) }
    hiddenLayers(of: document, &reading, &budget)
    files(in: document, &reading, &budget)
  }

  /// - Returns: false when a bound was reached.
  private static func page(
    _ page: PDFPage, _ place: String, _ isClose: Bool, _ reading: inout DocumentReading,
    _ budget: inout DocumentBudget
  ) -> Bool {
    let text = PDFText(page, looksClosely: isClose)
    guard budget.take(bytes: text.size) else {
      reading.fail(.bytes)
      return false
    }
    reading.add(text.visible, place: place)
    reading.add(text.hidden, kind: .hiddenText, place: "\(place) › hidden text")
    reading.add(text.offPage, kind: .offPage, place: "\(place) › text outside the page")
    if !text.hidden.isEmpty { reading.note("\(place) has text that cannot be seen (white or tiny)") }
    if !text.offPage.isEmpty { reading.note("\(place) has text outside the page") }
    marks(on: page, place, &reading, &budget)
    if text.letters < PDFScan.fewLetters { PDFScan.read(page, place, hasText: text.letters > 0, &reading, &budget) }
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
      let text = PDFText(page, looksClosely: false).visible
      let shown =
        known.contains(place) ? reading.texts.first { $0.place == place && $0.kind == .visible }?.content : nil
      guard shown != .prose(text) else { continue }
      guard budget.take(bytes: text.utf8.count) else { return reading.fail(.bytes) }
      reading.add(text, kind: .hiddenText, place: "\(place) › with hidden layers")
    }
  }
}
