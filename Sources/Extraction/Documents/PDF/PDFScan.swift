/// Pages that are pictures: scans, and drawings whose letters are lines.
enum PDFScan {
  /// With fewer letters a page may be a scan on which a program has printed a number.
  static let fewLetters = 60
  /// Points an inch at which pages are drawn to be read.
  private static let resolution = 200.0
  private static let preview = 36.0
  private static let most = 12_000_000

  /// Points of a picture that are drawn: A3 at 600 dpi in black and white has 70 million, and a point takes four bytes.
  static let mostPicture = 72_000_000

  static func read(
    _ page: PDFPage, of document: PDFDocument, _ text: PDFText, _ place: String, _ reading: inout DocumentReading,
    _ budget: inout DocumentBudget
  ) {
    guard text.letters < fewLetters || text.isUnnamed, isWhole(text) else { return }
    guard text.largestPicture <= mostPicture else {
      return reading.fail("scanned \(place) not read: its picture has too many points", .picture)
    }
    if text.isUnnamed {
      reading.note("\(place) has letters of a font that does not say which they are")
    } else {
      let picture = page.largestPicture
      if text.letters > 0 {
        // A letter head is no scan.
        guard let picture, picture > PDFText.scannedShare else { return }
      } else if picture == nil {
        switch document.draw(page, resolution: preview, most: most) {
        case .drawn(let preview): guard preview.points.contains(where: { $0 < 200 }) else { return }
        case .tooLarge: return
        case .failed(let fault): return reading.fail(fault, on: place)
        }
      }
    }
    guard budget.recognition > 0 else {
      return reading.fail("scanned \(place) not read: the time for reading pictures was used up", .picture)
    }
    // A poster has letters as large as it is.
    let scale = min(resolution, resolution * (Double(most) / max(page.area(at: resolution), 1)).squareRoot())
    let drawn: TextRecogniser.Grey
    switch document.draw(page, resolution: scale.rounded(.down), most: most) {
    case .drawn(let picture): drawn = picture
    case .tooLarge: return reading.fail("scanned \(place) not read: it has too many points", .picture)
    case .failed(let fault): return reading.fail(fault, on: place)
    }
    switch TextRecogniser.recognise(drawn, budget: &budget) {
    case .text(let text): reading.add(text.trimmedLines, kind: .recognised, place: "\(place) › scan")
    case .unread(let reason): reading.fail("scanned \(place) not read: \(reason)", .picture)
    }
  }
}

extension PDFScan {
  /// What is too much to be run for its text is too much to be drawn.
  private static func isWhole(_ text: PDFText) -> Bool {
    switch text.fault {
    case nil, .damaged: true
    case .bound, .time, .letters, .nesting: false
    }
  }
}

extension PDFPage {
  /// Points of its picture.
  func area(at resolution: Double) -> Double { width * height * resolution * resolution / (72 * 72) }
}
