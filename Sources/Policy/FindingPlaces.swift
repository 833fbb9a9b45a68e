import Detection
import Extraction
public import Inspection

extension Inspection {
  /// Cells of one table that are named; of more their number is said.
  private static let cellsNamed = 3

  /// Where findings stand, each text once: "message", "attachment Pupils.xlsx › sheet Data (hidden) › row 14, column SEN".
  /// - Parameter numbers: indexes into `findings`; those that are not there are passed over.
  public func places(ofFindings numbers: some Sequence<Int>) -> [String] {
    var order: [Int] = []
    var cells: [Int: [String]] = [:]
    for number in numbers where findings.indices.contains(number) {
      let finding = findings[number]
      guard texts.indices.contains(finding.text), !texts[finding.text].place.words.isEmpty else { continue }
      if cells[finding.text] == nil { order.append(finding.text) }
      var known = cells[finding.text] ?? []
      if let cell = finding.cell, known.last != cell { known.append(cell) }
      cells[finding.text] = known
    }
    var places: [String] = []
    for text in order {
      var seen: Set<String> = []
      let named = (cells[text] ?? []).filter { seen.insert($0).inserted }
      var words = texts[text].place.words
      if !named.isEmpty { words += " › " + named.prefix(Self.cellsNamed).joined(separator: "; ") }
      if named.count > Self.cellsNamed { words += " and \(named.count - Self.cellsNamed) more cells" }
      if !places.contains(words) { places.append(words) }
    }
    return places
  }
}
