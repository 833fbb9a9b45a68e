import Extraction
import Foundation
import Inspection

/// What `held/text` shows: one page of the message's own text, or of an attachment's.
struct ReadingView: Sendable {
  struct Row: Sendable {
    var number: String
    var cells: [Cell]
  }

  struct Cell: Sendable {
    var segments: [TextSegment]
    var isHeading: Bool
  }

  struct Section: Sendable {
    var place: String
    /// "Hidden sheet".
    var kind: String
    var hasKind: Bool
    var isUnseen: Bool
    var isQuoted: Bool
    /// Something was found here once, and the text is not the same now.
    var isChanged: Bool
    var isCut: Bool
    var segments: [TextSegment]
    var isTable: Bool
    var hasMoreColumns: Bool
    var columns: [String]
    var rows: [Row]
  }

  struct Link: Sendable {
    var label: String
    var path: String
    var isCurrent: Bool
  }

  var title: String
  /// "application/pdf, 12 KB".
  var type: String
  var notes: [String]
  var sections: [Section]
  var isEmpty: Bool
  /// Of several pages.
  var isPaged: Bool
  var page: Int
  var pages: Int
  var previous: [Link]
  var next: [Link]
}

extension HeldReading {
  /// What is said of the whole reading before its text, where it is not all there is.
  var notes: [String] {
    var notes: [String] = []
    if reading.isCut { notes.append("There is more text in this message than is shown here.") }
    if marks.leftOut > 0 { notes.append("\(marks.leftOut) more places have something to mark than are marked.") }
    if !marks.missing.isEmpty {
      notes.append(
        "Postern reads this message in another way now than when it was sent. Something was found then in: "
          + marks.missing.prefix(5).joined(separator: "; ") + (marks.missing.count > 5 ? " and elsewhere." : "."))
    }
    return notes
  }

  /// The message and its attachments.
  /// - Parameters:
  ///   - base: the message's own path, "/held/REFERENCE".
  ///   - current: the number of the group that is shown.
  func links(base: String, current: Int) -> [ReadingView.Link] {
    groups.map { group in
      ReadingView.Link(label: group.title, path: "\(base)/text/\(group.number)", isCurrent: group.number == current)
    }
  }

  /// One page of a group's text.
  /// - Parameter page: from 1.
  /// - Throws: `notFound` for what is not there.
  func view(group number: Int, page: Int, base: String) throws(ConsoleError) -> ReadingView {
    guard let group = groups.first(where: { $0.number == number }) else { throw .notFound }
    let pages = TextPaging(reading, group.texts).pages
    guard (1...pages.count).contains(page) else { throw .notFound }
    let part = group.part.map { reading.parts[$0] }
    func link(_ page: Int, _ label: String) -> [ReadingView.Link] {
      (1...pages.count).contains(page)
        ? [ReadingView.Link(label: label, path: "\(base)/text/\(number)?page=\(page)", isCurrent: false)] : []
    }
    let sections = pages[page - 1].map(section)
    return ReadingView(
      title: group.title, type: part.map { Self.type($0) } ?? "", notes: part.map { Self.notes($0) } ?? [],
      sections: sections, isEmpty: sections.isEmpty, isPaged: pages.count > 1, page: page, pages: pages.count,
      previous: link(page - 1, "Previous page"), next: link(page + 1, "Next page"))
  }

  private static func type(_ part: PartSummary) -> String {
    (part.contentType.isEmpty ? part.type : part.contentType) + ", "
      + (part.size < 1_000
        ? "\(part.size) bytes"
        : part.size < 1_000_000
          ? "\(part.size / 1_000) KB" : String(format: "%.1f MB", Double(part.size) / 1_000_000))
  }

  private static func notes(_ part: PartSummary) -> [String] {
    var notes = part.protection.words.map { [$0] } ?? []
    if let unreadable = part.unreadable { notes.append("Not read in full: \(unreadable).") }
    if part.isMismatch { notes.append("Its name or declared type speaks of another kind of file than it is.") }
    if !part.otherNames.isEmpty {
      notes.append("Other mail programs show it as \(part.otherNames.joined(separator: ", ")).")
    }
    return notes + part.notes.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
  }

  private func section(_ piece: TextPaging.Piece) -> ReadingView.Section {
    let whole = reading.texts[piece.text]
    let text = whole.text
    var section = ReadingView.Section(
      place: text.place.words, kind: text.kind.words ?? "", hasKind: text.kind.words != nil,
      isUnseen: text.kind.isUnseen, isQuoted: text.isQuoted, isChanged: marks.changed.contains(piece.text),
      isCut: whole.isCut, segments: [], isTable: false, hasMoreColumns: false, columns: [], rows: [])
    let own = marks.marks(in: piece.text)
    var next = 0
    switch text.content {
    case .prose(let prose):
      let bytes = prose.utf8
      let start = bytes.index(bytes.startIndex, offsetBy: piece.range.lowerBound)
      let end = bytes.index(start, offsetBy: piece.range.count)
      section.segments = TextSegment.all(in: prose[start..<end], start: piece.start, own, next: &next)
    case .table(let table):
      section.isTable = true
      let width = table.rows[piece.range].lazy.map(\.count).max() ?? 0
      section.hasMoreColumns = width > TextPaging.mostCells
      section.columns = (0..<min(width, TextPaging.mostCells)).map(table.letter(ofColumn:))
      var place = piece.start
      for row in piece.range {
        var cells: [ReadingView.Cell] = []
        for (column, cell) in table.rows[row].enumerated() {
          if column < TextPaging.mostCells {
            cells.append(
              ReadingView.Cell(
                segments: TextSegment.all(in: cell[...], start: place, own, next: &next),
                isHeading: row == table.headingRow))
          }
          place += cell.unicodeScalars.count + 1
        }
        if table.rows[row].isEmpty { place += 1 }
        section.rows.append(ReadingView.Row(number: "\(table.number(ofRow: row))", cells: cells))
      }
    }
    return section
  }
}
