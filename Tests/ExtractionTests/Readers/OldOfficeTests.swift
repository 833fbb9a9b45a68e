import Extraction
import Testing

@Suite("Office's formats until 2003")
struct OldOfficeTests {
  @Test("a workbook's sheets are tables, hidden ones are told, dates are dates")
  func workbook() throws {
    let sample = try Sample("sheets.xls")
    #expect(sample.part.unreadable == nil)
    let trip = try #require(sample.tables.first)
    #expect(trip.rows[0] == ["Name", "Born", "Form"])
    #expect(trip.headingRow == 0)
    #expect(trip.rows[1] == ["Pupil Number1", "02/01/2012", "8"])
    #expect(trip.rows.contains(["Pupil Number300", "27/10/2012", "7"]))
    #expect(sample.text(.hiddenRows).contains("Pupil Number5\t06/01/2012"))
    #expect(sample.text(.hiddenColumns).contains("several records: 300 ž"))
    #expect(sample.text(.hiddenSheet).contains("hidden autism"))
    #expect(sample.place("hidden autism") == "sheet Data (hidden)")
    #expect(sample.place("deeply hidden words") == "sheet Deep (very hidden)")
    #expect(sample.part.notes.contains("sheet 'Data' is hidden and has 2 rows"))
    // A sheet that is protected can be read by anybody.
    #expect(sample.part.protection == .editOnly)
  }

  @Test(
    "a password for opening protects, but not the one that Excel itself tries",
    arguments: ["password.xls", "password.doc"])
  func passwords(name: String) throws {
    let locked = try Sample(name)
    #expect(locked.part.protection == .openPassword)
    #expect(locked.part.characters == 0)
    let opened = try Sample(attached: name, to: "The password is Blue-Heron7")
    #expect(opened.part.protection == .openPassword)
    #expect(opened.texts.contains { $0.flat.contains(name == "password.xls" ? "plain asthma" : "a court order") })
    let wrong = try Sample(attached: name, to: "The password is Grey-Heron7")
    #expect(wrong.part.characters == 0)
    let own = try Sample("velvet.xls")
    #expect(own.part.protection != .openPassword)
    #expect(own.text(.visible).contains("plain asthma"))
  }

  @Test("a letter with everything that Word can hide in one", arguments: ["letter.doc", "letter.rtf"])
  func letter(name: String) throws {
    let sample = try Sample(name)
    #expect(sample.part.unreadable == nil)
    #expect(sample.part.protection == .none)
    #expect(sample.text(.visible).contains("Visible paragraph with café and Привет and 日本"))
    #expect(sample.text(.hiddenText).contains("hidden words about self-harm"))
    #expect(!sample.text(.visible).contains("self-harm"))
    #expect(sample.text(.trackedChange).contains("deleted words about a fostering order"))
    #expect(sample.text(.footnote).contains("Words in a footnote"))
    #expect(sample.text(.headerFooter).contains("Words in the header"))
    #expect(sample.text(.comment).contains("Words in a comment"))
    #expect(sample.text(.property).contains("https://example.org/target-of-link"))
    #expect(sample.text(.property).contains("Title of the letter"))
    let table = try #require(sample.tables.first)
    #expect(table.rows.first == ["Name", "Form", "Need"])
    #expect(table.rows.last?.first == "Tom Example")
    #expect(table.rows.last?.last == "epilepsy and more")
    #expect(table.rows.last?.count == 3)
    #expect(table.headingRow == 0)
    #expect(sample.text(.visible).contains("After the table"))
  }

  @Test("a presentation's slides, notes and hidden slides")
  func presentation() throws {
    // Packed, because LibreOffice fills it up with the same bytes.
    let sample = try Sample("talk.ppt.gz")
    #expect(sample.part.unreadable == nil)
    #expect(sample.text(.visible).contains("First slide about café Привет"))
    #expect(sample.text(.speakerNotes).contains("Speaker notes about a pupil"))
    #expect(sample.text(.hiddenSlide).contains("Hidden slide about exclusions"))
    #expect(sample.part.notes.contains { $0.contains("slide 2 is hidden") })
  }
}
