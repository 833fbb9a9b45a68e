import Extraction
import Testing

@Suite("Where a cell of a table stands")
struct TablePlaceTests {
  /// What the cell that holds `words` is called, with its table's place.
  private func place(_ words: String, in message: ExtractedMessage) -> String? {
    for text in message.texts {
      guard case .table(let table) = text.content else { continue }
      for (row, cells) in table.rows.enumerated() {
        if let column = cells.firstIndex(where: { $0.contains(words) }) {
          return "\(text.place.words) › \(table.place(row: row, column: column))"
        }
      }
    }
    return nil
  }

  private func read(_ text: String, _ name: String) -> ExtractedMessage {
    Array(text.utf8).withUnsafeBytes { Extractor.extract(file: $0, name: name) }
  }

  @Test(
    "documents of other programs: rows as the program counts them, columns by heading, else by letter",
    arguments: [
      ("hidden.xlsx", "Una Instance", "hidden.xlsx › sheet Front › row 4, column Name"),
      ("hidden.xlsx", "00-09-90", "hidden.xlsx › sheet Front › hidden rows › row 3, column Sort code"),
      ("hidden.xlsx", "Pupil 12", "hidden.xlsx › sheet Data (hidden) › row 13, column Name"),
      ("hidden.xlsx", "the far corner", "hidden.xlsx › sheet Deep (very hidden) › row 1000, column XFD"),
      ("sheet.ods", "Ann Sample", "sheet.ods › sheet Open › hidden rows › row 3, column Name"),
      ("sheets.xls", "Pupil Number300", "sheets.xls › sheet Trip › row 301, column Name"),
      ("sheets.xls", "deeply hidden words", "sheets.xls › sheet Deep (very hidden) › row 1, column A"),
      ("hidden.docx", "autism", "hidden.docx › row 2, column Need"),
      ("letter.doc", "epilepsy and more", "letter.doc › row 2, column Need"),
      ("western.csv", "Tom Exemplar", "western.csv › row 2, column Name"),
    ])
  func documents(file: String, words: String, place: String) throws {
    let message = try Fixture.bytes(file).withUnsafeBytes { Extractor.extract(file: $0, name: file) }
    #expect(self.place(words, in: message) == place)
  }

  @Test("empty lines of a list count; without headings columns have letters")
  func lists() {
    let message = read("Name,Needs\n\nKai,autism\n\n\nBo,asthma\n", "a.csv")
    #expect(place("autism", in: message) == "a.csv › row 3, column Needs")
    #expect(place("Bo", in: message) == "a.csv › row 6, column Name")
    let bare = read("4711,12,x1\n4712,13,x2\n4713,14,x3\n", "b.csv")
    #expect(place("x2", in: bare) == "b.csv › row 2, column C")
  }

  @Test("a heading is told on one line, and not without end")
  func headings() {
    let table = Table(
      rows: [["Needs\n and " + String(repeating: "long ", count: 40)], ["autism"]], headingRow: 0)
    #expect(table.name(ofColumn: 0).hasPrefix("Needs and long long"))
    #expect(table.name(ofColumn: 0).hasSuffix("…") && table.name(ofColumn: 0).count == 60)
  }

  @Test("a table of a page counts its rows, those without words too")
  func pages() {
    let rows = "<tr><th>Name<th>Need</tr><tr><td></td><td></td></tr><tr><td>Kai<td>autism</tr><tr><td>Bo<td>none</tr>"
    #expect(place("autism", in: read("<html><table>\(rows)</table>", "a.html")) == "a.html › row 3, column Need")
  }

  @Test("columns beyond Z have two letters")
  func letters() {
    let table = Table(rows: [["a"]], columnNumbers: [703], isSheet: true)
    #expect(table.name(ofColumn: 0) == "AAA")
    #expect(Table(rows: [["a", "b"]]).place(row: 0, column: 1) == "row 1, column 2")
  }
}
