import CPoppler

/// The text of one page, parted by whether a reader sees it.
struct PDFText {
  var visible = ""
  /// White on white, or too small to read.
  var hidden = ""
  var offPage = ""
  /// Letters and figures among all, as far as it matters whether they are many.
  private(set) var letters = 0

  /// Bytes of UTF-8.
  var size: Int { visible.utf8.count + hidden.utf8.count + offPage.utf8.count }

  private enum Sight { case visible, hidden, offPage }

  /// - Parameter looksClosely: tells hidden text from visible.
  init(_ page: PDFPage, looksClosely: Bool) {
    let text = page.text
    guard !text.isEmpty else { return }
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
      letters += 1
      if letters == PDFScan.fewLetters { break }
    }
    guard looksClosely else {
      visible = text
      return
    }
    let runs = page.runs.filter { $0.isNearlyWhite || $0.isTiny }
    let places = page.shown.x1 > 0 || !runs.isEmpty ? page.places : []
    var sights = [Sight](repeating: .visible, count: places.count)
    var isAllVisible = true
    func mark(_ index: Int, _ sight: Sight) {
      sights[index] = sight
      isAllVisible = false
    }
    if !runs.isEmpty {
      let hidden = Self.hidden(runs, places, page)
      for run in hidden { for index in run.clamped(to: sights.indices) { mark(index, .hidden) } }
    }
    for (index, place) in places.enumerated() where Self.isOutside(place, page.shown) { mark(index, .offPage) }
    if isAllVisible { visible = text } else { part(text, sights) }
  }

  /// Characters go where they are seen; white space goes with the character before it.
  private mutating func part(_ text: String, _ sights: [Sight]) {
    var current = Sight.visible
    for (index, scalar) in text.unicodeScalars.enumerated() {
      let sight = index < sights.count ? sights[index] : .visible
      if !scalar.properties.isWhitespace, sight != current {
        // What is torn apart does not run together.
        for part in [\PDFText.visible, \.hidden, \.offPage] where self[keyPath: part].last.map({ $0 != "\n" }) ?? false
        {
          self[keyPath: part].append("\n")
        }
        current = sight
      }
      switch current {
      case .visible: visible.unicodeScalars.append(scalar)
      case .hidden: hidden.unicodeScalars.append(scalar)
      case .offPage: offPage.unicodeScalars.append(scalar)
      }
    }
    hidden = hidden.trimmedLines
    offPage = offPage.trimmedLines
  }

  private static func isOutside(_ place: PopplerRectangle, _ shown: PopplerRectangle) -> Bool {
    // White space between lines has no place of its own.
    guard place.x1 != place.x2, place.y1 != place.y2 else { return false }
    return max(place.x1, place.x2) <= shown.x1 || min(place.x1, place.x2) >= shown.x2
      || max(place.y1, place.y2) <= shown.y1 || min(place.y1, place.y2) >= shown.y2
  }

  /// Which suspicious runs nobody sees: the tiny ones, and white ones on white paper. White on a dark box is an ordinary
  /// heading; the page is drawn to tell.
  private static func hidden(_ runs: [PDFPage.Run], _ places: [PopplerRectangle], _ page: PDFPage) -> [Range<Int>] {
    var hidden = runs.filter(\.isTiny).map(\.characters)
    let white = runs.filter { !$0.isTiny && $0.isNearlyWhite }
    guard !white.isEmpty, let picture = page.picture(resolution: 72, most: 4_000_000) else { return hidden }
    for run in white {
      // A run goes on over lines, of which one may lie on a dark bar.
      var light: Range<Int>?
      for index in run.characters.clamped(to: places.indices) {
        let isLight = isLight(picture, places[index], page.shown)
        if isLight, let current = light {
          light = current.lowerBound..<index + 1
        } else if isLight {
          light = index..<index + 1
        } else {
          if let light { hidden.append(light) }
          light = nil
        }
      }
      if let light { hidden.append(light) }
    }
    return hidden
  }

  /// Whether a piece of the drawn page has no dark point. One point is 1/72 inch.
  private static func isLight(
    _ picture: TextRecogniser.Grey, _ place: PopplerRectangle, _ shown: PopplerRectangle
  ) -> Bool {
    func range(_ one: Double, _ other: Double, _ start: Double, _ end: Int) -> Range<Int> {
      let low = min(max(min(one, other) - start, 0), Double(end))
      let high = min(max(max(one, other) - start, 0), Double(end))
      return Int(low)..<max(Int(low), Int(high.rounded(.up)))
    }
    for row in range(place.y1, place.y2, shown.y1, picture.height) {
      for column in range(place.x1, place.x2, shown.x1, picture.width)
      where picture.points[row * picture.width + column] < 215 { return false }
    }
    return true
  }
}
