import Configuration
import Foundation
import Testing

@testable import People

@Suite("A roster file is read as schools export it")
struct RosterReadingTests {
  static let header = "upn,legal_first,legal_last,date_of_birth,form,email\n"
  static let row = "A123456789012,Zoë,Müller,2012-09-03,7R,zoe@pupils.oakfield.example\n"

  /// The one pupil, whatever the file's dress.
  private func isZoë(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let records = try Records(["pupils": bytes])
    let index = try records.index()
    let pupil = try #require(index.person(PersonNumber(0)), sourceLocation: sourceLocation)
    #expect(pupil.fullName == "Zoë Müller", sourceLocation: sourceLocation)
    #expect(pupil.form == "7R", sourceLocation: sourceLocation)
    #expect(pupil.addresses == ["zoe@pupils.oakfield.example"], sourceLocation: sourceLocation)
    #expect(try records.warnings().isEmpty, sourceLocation: sourceLocation)
  }

  @Test("in UTF-8, UTF-8 with a mark, UTF-16 of both orders and windows-1252")
  func encodings() throws {
    let text = Self.header + Self.row
    try isZoë(Array(text.utf8))
    try isZoë([0xEF, 0xBB, 0xBF] + Array(text.utf8))
    try isZoë([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    try isZoë([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    let narrow = try #require(text.data(using: .windowsCP1252))
    try isZoë(Array(narrow))
  }

  @Test("with commas, semicolons, tabs or pipes between, and any line ends", arguments: [",", ";", "\t", "|"])
  func delimiters(_ delimiter: String) throws {
    for end in ["\n", "\r\n", "\r"] {
      let text = (Self.header + Self.row).replacingOccurrences(of: ",", with: delimiter)
      try isZoë(Array(text.replacingOccurrences(of: "\n", with: end).utf8))
    }
  }

  @Test("with quotes around fields, doubled quotes, and commas and line breaks within")
  func quotes() throws {
    let index = try Records.index(
      pupils: #"""
        "legal_first","legal_last","form"
        "Anna ""Nan""","Price, the younger","7R
        (lower site)"
        Tom,Hart,8C
        """#)
    #expect(index.names == ["Anna \"Nan\" Price, the younger", "Tom Hart"])
    #expect(index.person(PersonNumber(0))?.form == "7R\n(lower site)")
  }

  @Test(
    "by the headings of the usual school systems",
    arguments: [
      "Unique Pupil Number,Legal Forename,Legal Surname,DOB,Reg Group,Pupil Email",
      "UPN,Forename,Surname,Date of Birth,Tutor Group,Student Email",
      "upn,First Name,Last Name,Birth Date,Registration Form,School Email",
    ])
  func headings(_ header: String) throws { try isZoë(Array((header + "\n" + Self.row).utf8)) }

  @Test("by the headings that the configuration maps")
  func mapped() throws {
    let records = try Records(
      ["pupils": Array("legal_first,legal_last,parent1_email\nTom,Hart,p.hart@home.example\n".utf8)],
      columns: ["guardian1_email": "parent1_email"])
    #expect(try records.index().people(at: "P.Hart@home.example").count == 1)
  }

  @Test("a heading that several files share may be mapped for one of them")
  func mappedForOne() throws {
    let records = try Records(
      [
        "pupils": Array("legal_first,legal_last,email\nTom,Hart,tom@oakfield.example\n".utf8),
        "staff": Array("first_name,last_name,login\nJane,Patel,jpatel@oakfield.example\n".utf8),
      ], columns: ["email": "login"])
    let index = try records.index()
    #expect(index.people(at: "tom@oakfield.example").count == 1)
    #expect(index.people(at: "jpatel@oakfield.example").count == 1)
  }

  @Test("cells like =\"0123\" are their text; other formulas are left out, and that is said")
  func formulas() throws {
    let records = try Records([
      "pupils": Array(
        #"""
        upn,legal_first,legal_last,form,email
        "=""A123456789012""",Aisha,Khan,="07",a@oakfield.example
        B123456789012,Tom,Hart,"=HYPERLINK(""http://x.example"",""7R"")",=A1&"@oakfield.example"

        """#.utf8)
    ])
    let index = try records.index()
    #expect(index.person(PersonNumber(0))?.form == "07")
    #expect(index.person(PersonNumber(1))?.form == nil)
    #expect(index.person(PersonNumber(1))?.addresses == [])
    let table = try PeopleTable(index.table())
    #expect(Array("a123456789012".utf8).withUnsafeBytes(table.person(withUPN:)) == PersonNumber(0))
    #expect(
      try records.warnings() == [
        "pupils.csv:3: column D: a cell holds a formula instead of a value, as do 1 more in this file: it is left out; save the file with values"
      ])
  }

  @Test("days that do not exist are left out of their row, and that is said")
  func dates() throws {
    let records = try Records([
      "pupils": Array(
        """
        legal_first,legal_last,date_of_birth
        A,One,2012-02-30
        B,Two,31/11/2012
        C,Three,29/02/2012
        D,Four,soon
        E,Five,3.9.2012 00:00:00
        F,Six,2912-01-01
        """.utf8)
    ])
    let table = try PeopleTable(records.index().table())
    #expect(try table.people(bornOn: day("2012-02-29")) == [PersonNumber(2)])
    #expect(try table.people(bornOn: day("2012-09-03")) == [PersonNumber(4)])
    let advice =
      "date_of_birth is no day that exists: write it as 2012-09-03 or 03/09/2012; the row is kept without it"
    #expect(
      try records.warnings() == [
        "pupils.csv:2: column C: \(advice)", "pupils.csv:3: column C: \(advice)", "pupils.csv:5: column C: \(advice)",
        "pupils.csv:7: column C: date_of_birth lies in the future or before 1900",
      ])
    #expect(try records.index().count == 6)
  }

  @Test("a category that is misspelt allows nothing, and is said")
  func categories() throws {
    let records = try Records([
      "pupils": Array("upn,legal_first,legal_last\nA1,Aisha,Khan\n".utf8),
      "relationships": Array(
        "upn,contact_name,may_receive\nA1,Omar Khan,helth;sen\nA1,Lena Khan,everything\nA1,Ida Khan,\n".utf8),
      "contacts": Array("email_or_domain,may_receive\nc.example,health;SEN\nd.example,zebra\n".utf8),
    ])
    #expect(
      try records.warnings(categories: ["health", "sen"]) == [
        "relationships.csv:2: column C: may_receive: 'helth' is no category and allows nothing: did you mean 'health'?",
        "contacts.csv:3: column B: may_receive: 'zebra' is no category and allows nothing: write health, sen",
      ])
  }

  @Test("doubled keys are kept and said")
  func doubled() throws {
    let records = try Records([
      "pupils": Array("upn,legal_first,legal_last\nA1,Aisha,Khan\na1,Aisha,Khan\n,Tom,Hart\n,Tom,Hart\n".utf8),
      "staff": Array("first_name,last_name,email\nA,B,x@o.example\nC,D,X@o.example\n".utf8),
      "contacts": Array("name,email_or_domain\nA,c.example\nB,C.example\n".utf8),
    ])
    #expect(try records.index().count == 6)
    #expect(
      try records.warnings() == [
        "pupils.csv:3: is the same pupil as a row above (by UPN, or by name and date of birth); both are kept",
        "pupils.csv:5: is the same pupil as a row above (by UPN, or by name and date of birth); both are kept",
        "staff.csv:3: column C: its email is somebody else's, too; both are kept",
        "contacts.csv:3: its email_or_domain stands in a row above; the first row counts",
      ])
  }

  @Test("doubled headings, ragged rows and an open quote are said; nobody is lost")
  func damage() throws {
    let records = try Records([
      "pupils": Array(
        "legal_first,legal_last,form,form\nAisha,Khan,7R,7C\nTom,Hart\n\"Open,Quote,8C,\nLast,Row,9A,\n".utf8)
    ])
    #expect(try records.index().names == ["Aisha Khan", "Tom Hart", "\"Open Quote", "Last Row"])
    #expect(try records.index().person(PersonNumber(0))?.form == "7R")
    #expect(
      try Set(records.warnings()) == [
        "pupils.csv:1: the column 'form' stands more than once: the first counts",
        "pupils.csv:3: this row has more or fewer fields than the first",
        "pupils.csv:4: a quote is opened and never closed: quotes from here on are read as plain text",
      ])
  }
}

/// A file that cannot be used, and the error that a person gets.
struct BadRoster: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var pupils: [UInt8]?
  var columns: [String: String] = [:]
  let error: String

  static let all = [
    BadRoster(
      testDescription: "a column that is needed is not there", pupils: Array("upn,first,legal_last,form\n".utf8),
      error:
        "pupils.csv:1:1: has no column 'legal_first'; its columns are upn, first, legal_last, form: name the file's own column under people.columns, like legal_first: THEIR_NAME"
    ),
    BadRoster(
      testDescription: "a column that is needed is misspelt",
      pupils: Array("upn,legal_frist,legal_last\n".utf8),
      error:
        "pupils.csv:1:1: has no column 'legal_first'; its columns are upn, legal_frist, legal_last: did you mean 'legal_frist'? Write it under people.columns as legal_first: legal_frist"
    ),
    BadRoster(
      testDescription: "a column that the configuration maps is not there",
      pupils: Array("legal_first,legal_last\nA,B\n".utf8), columns: ["guardian1_email": "mother_mail"],
      error:
        "pupils.csv:1:1: has no column 'mother_mail'; its columns are legal_first, legal_last: name the file's own column under people.columns, like guardian1_email: THEIR_NAME"
    ),
    BadRoster(
      testDescription: "no file has the shared column that the configuration maps",
      pupils: Array("legal_first,legal_last\nA,B\n".utf8), columns: ["email": "work_mail"],
      error: "people.columns: no file has a column 'work_mail'"),
    BadRoster(
      testDescription: "the configuration maps a column that we have not",
      pupils: Array("legal_first,legal_last\nA,B\n".utf8), columns: ["guardian_email": "x"],
      error: "people.columns: 'guardian_email' is no column of ours: did you mean 'guardian1_email'?"),
    BadRoster(
      testDescription: "it has no headings, and the error tells nobody's name",
      pupils: Array("A123456789012,Aisha,Khan,2012-09-03\n".utf8),
      error:
        "pupils.csv:1:1: has no column 'legal_first': its first line seems to hold a person's data, not headings"),
    BadRoster(
      testDescription: "UTF-16 without its mark",
      pupils: "legal_first,legal_last\nA,B\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
      error:
        "pupils.csv:1:1: holds zero bytes, so it is no CSV text, or UTF-16 without its mark: save it as 'CSV UTF-8'"),
    BadRoster(
      testDescription: "two encodings in one file",
      pupils: Array("legal_first,legal_last\nZoë,One\n".utf8) + [0x5A, 0x6F, 0xEB] + Array(",Two\n".utf8),
      error:
        "pupils.csv:3:1: mixes encodings: this line holds bytes that are not windows-1252: save the file as 'CSV UTF-8'"
    ),
  ]
}

@Suite("A roster file that cannot be used")
struct BadRosterTests {
  @Test("is refused with its name, line and a remedy", arguments: BadRoster.all)
  func refused(_ bad: BadRoster) throws {
    let records = try Records(bad.pupils.map { ["pupils": $0] } ?? [:], columns: bad.columns)
    #expect(records.error() == bad.error)
  }

  @Test("because it is not there is named")
  func missing() throws {
    var records = try Records([:])
    records.files.staff = "/nowhere/staff.csv"
    #expect(records.error() == "/nowhere/staff.csv: cannot be read: check that it exists and who may read it")
  }

  @Test("is no error when it is empty or has headings only: that is said")
  func empty() throws {
    #expect(try Records(["pupils": []]).warnings() == ["pupils.csv: is empty: nobody is read from it"])
    #expect(
      try Records(["pupils": Array("legal_first,legal_last\n".utf8)], columns: ["email": "email"]).error()
        == "people.columns: no file has a column 'email'")
    #expect(
      try Records(["pupils": Array("legal_first,legal_last\n".utf8)]).warnings()
        == ["pupils.csv: has headings only: nobody is read from it"])
  }

  @Test("a mapping that is wrong is told with the configuration's own line and column")
  func placed() throws {
    let records = try Records([
      "pupils": Array("legal_first,legal_last\nA,B\n".utf8)
    ])
    var files = records.files
    files.columns = ["guardian_email": "x"]
    files.columnPlaces = ["guardian_email": ConfigurationError(file: "postern.yaml", line: 4, column: 30, message: "")]
    var placed = records
    placed.files = files
    #expect(
      placed.error() == "postern.yaml:4:30: 'guardian_email' is no column of ours: did you mean 'guardian1_email'?")
  }
}
