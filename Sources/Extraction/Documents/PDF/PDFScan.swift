/// Pages that are pictures: scans, and drawings whose letters are lines.
enum PDFScan {
  /// With fewer letters a page may be a scan on which a program has printed a number.
  static let fewLetters = 60
  /// Points an inch at which pages are drawn to be read.
  private static let resolution = 200.0
  private static let preview = 36.0
  private static let most = 12_000_000

  static func read(
    _ page: PDFPage, _ place: String, hasText: Bool, _ reading: inout DocumentReading, _ budget: inout DocumentBudget
  ) {
    let picture = page.largestPicture
    if hasText {
      // A letter head is no scan.
      guard let picture, picture > 0.4 else { return }
    } else if picture == nil {
      guard let preview = page.picture(resolution: preview, most: most), preview.points.contains(where: { $0 < 200 })
      else { return }
    }
    guard budget.recognition > 0 else {
      return reading.fail("scanned \(place) not read: the time for reading pictures was used up", .picture)
    }
    // A poster has letters as large as it is.
    let scale = min(resolution, resolution * (Double(most) / max(page.area(at: resolution), 1)).squareRoot())
    guard let drawn = page.picture(resolution: scale.rounded(.down), most: most) else {
      return reading.fail("scanned \(place) not read: it has too many points", .picture)
    }
    switch TextRecogniser.recognise(drawn, budget: &budget) {
    case .text(let text): reading.add(text.trimmedLines, kind: .recognised, place: "\(place) › scan")
    case .unread(let reason): reading.fail("scanned \(place) not read: \(reason)", .picture)
    }
  }
}

extension PDFPage {
  /// Points of its picture.
  func area(at resolution: Double) -> Double { width * height * resolution * resolution / (72 * 72) }
}
