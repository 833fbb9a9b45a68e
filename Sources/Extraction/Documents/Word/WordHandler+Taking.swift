extension WordHandler {
  /// Hands over what a part holds.
  /// - Parameters:
  ///   - kind: what its flow counts as.
  ///   - place: of the part; empty for the document's body.
  func take(into reading: inout DocumentReading, kind: TextKind, place: String, _ tally: WordTally) {
    func within(_ words: String) -> String { place.isEmpty ? words : place + " › " + words }
    var run: [String] = []
    func flush() {
      reading.add(run.joined(separator: "\n\n"), kind: kind, place: place)
      run = []
    }
    for item in items {
      switch item {
      case .paragraph(let text): run.append(text)
      case .table(let table):
        flush()
        reading.add(table, kind: kind, place: place)
      }
    }
    flush()
    for box in boxes { reading.add(box, kind: kind, place: within("text box")) }
    reading.add(hidden.joined(separator: "\n\n"), kind: .hiddenText, place: within("hidden text"))
    reading.add(deleted.joined(separator: "\n\n"), kind: .trackedChange, place: within("tracked deletions"))
    reading.add(altTexts.joined(separator: "\n"), kind: .altText, place: within("alternative text"))
    reading.add(fields.joined(separator: "\n"), kind: .formField, place: within("form fields"))
    reading.add(OfficeParts.unique(codes).joined(separator: "\n"), kind: .property, place: within("field codes"))
    tally.deletions += deleted.count
    if !hidden.isEmpty { tally.hiddenRuns += 1 }
    if kind == .comment { tally.comments += notes }
  }
}
