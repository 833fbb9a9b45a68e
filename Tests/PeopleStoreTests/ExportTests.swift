import Foundation
import Glibc
import PosternKit
import Testing

@testable import People
@testable import PeopleStore

@Suite("Exports of the usual school systems")
struct ExportTests {
  private struct Export: Sendable {
    var system: String
    var pupils: String
    var contacts: String
    var staff: String
  }

  /// As a school designs its reports: the same child, contacts and teacher in each system's words.
  private static let exports = [
    Export(
      system: "sims",
      pupils: "Adno,UPN,Legal Surname,Legal Forename,Preferred Forename,DOB,Reg,Year,Work Email\n"
        + "004711,A944400126001,O'Neill-Khan,Aisha Noor,Ash,03/09/2014,7R,Year 7,aisha@pupils.oakfield.example\n",
      contacts:
        "Adno,Contact Title,Contact Forename,Contact Surname,Relationship,Parental Responsibility,Home Email,Court Order\n"
        + "004711,Mrs,Nadia,Khan,Mother,T,nadia@home.example,\n4712,Mr,No,Body,Father,T,x@home.example,\n"
        + "004711,Mr,Peter,O'Neill,Father,F,peter@home.example,T\n",
      staff:
        "Title,Forename,Surname,Post,Work Email,Home Email\nMs,Wendy,Birch,Teacher,w.birch@oakfield.example,w@h.example\n"
    ),
    Export(
      system: "arbor",
      pupils:
        "Student ID,UPN,Legal first name,Legal last name,Preferred first name,Date of birth,Registration form,Year group,Email\n"
        + "004711,A944400126001,Aisha Noor,O'Neill-Khan,Ash,3 Sep 2014,7R,Year 7,aisha@pupils.oakfield.example\n",
      contacts:
        "Student ID,Guardian first name,Guardian last name,Relationship to student,Legal guardian,Guardian email,No contact\n"
        + "004711,Nadia,Khan,Mother,Yes,nadia@home.example,No\n4712,No,Body,Father,Yes,x@home.example,No\n"
        + "004711,Peter,O'Neill,Father,No,peter@home.example,Yes\n",
      staff:
        "Title,First name,Last name,Position,Work email,Personal email\nMs,Wendy,Birch,Teacher,w.birch@oakfield.example,w@h.example\n"
    ),
    Export(
      system: "bromcom",
      pupils:
        "Last Name,First Name,Preferred First Name,Admission Number,UPN,Year Group,Tutor Group,Date of Birth,Email Address\n"
        + "O'Neill-Khan,Aisha Noor,Ash,004711,A944400126001,Year 7,7R,03/09/2014,aisha@pupils.oakfield.example\n",
      contacts:
        "Admission Number,Prefix,Firstname,Lastname,Relationship,Parental Responsibility,Email Address,Court Order\n"
        + "004711,Mrs,Nadia,Khan,Mother,Yes,nadia@home.example,No\n4712,Mr,No,Body,Father,Yes,x@home.example,No\n"
        + "004711,Mr,Peter,O'Neill,Father,No,peter@home.example,Yes\n",
      staff:
        "Prefix,First Name,Last Name,Job Title,Work Email,Personal Email\nMs,Wendy,Birch,Teacher,w.birch@oakfield.example,w@h.example\n"
    ),
  ]

  @Test("are read by the presets that ship", arguments: ["sims", "arbor", "bromcom"])
  func presets(system: String) throws {
    let export = try #require(Self.exports.first { $0.system == system })
    let trust = try Trust(
      plan: "schools: [{name: Oakfield, system: \(system), pupils: p.csv, relationships: c.csv, staff: s.csv}]")
    try trust.folder.write("p.csv", text: export.pupils)
    try trust.folder.write("c.csv", text: export.contacts)
    try trust.folder.write("s.csv", text: export.staff)
    try trust.importAll()
    let index = try trust.index()
    let pupil = try #require(index.search("A944400126001").first)
    let person = try #require(index.person(pupil))
    #expect(person.fullName == "Aisha Noor O'Neill-Khan" && person.preferredName == "Ash")
    #expect(person.form == "7R" && person.year == "Year 7" && person.school == "Oakfield")
    #expect(person.addresses == ["aisha@pupils.oakfield.example"])
    #expect(index.dateOfBirth(of: pupil) == (try day("2014-09-03")))
    let mother = try #require(index.people(at: "nadia@home.example").first)
    let father = try #require(index.people(at: "peter@home.example").first)
    #expect(index.relationship(pupil: pupil, contact: mother)?.parentalResponsibility == true)
    #expect(index.relationship(pupil: pupil, contact: mother)?.noContact == false)
    #expect(index.relationship(pupil: pupil, contact: father)?.noContact == true)
    #expect(index.relationship(pupil: pupil, contact: father)?.parentalResponsibility == false)
    let teacher = try #require(index.people(at: "w.birch@oakfield.example").first)
    #expect(index.person(teacher)?.role == "Teacher")
    #expect(index.isStaffPrivateAddress("w@h.example"))
    // A contact of somebody who is in no export is told, by file, line and column.
    #expect(
      try trust.warnings().filter { $0.contains("no pupil's") }
        == ["c.csv:3: its upn is no pupil's of the pupils file; the row is left out"])
  }

  @Test("of several schools and systems make one trust; schools may number their pupils alike")
  func trust() throws {
    let trust = try Trust(
      plan: """
        schools:
          - {name: Oakfield, system: sims, pupils: o.csv, relationships: oc.csv}
          - {name: Harcombe, system: bromcom, pupils: h.csv, relationships: hc.csv}
        contacts: partners.csv
        """)
    try trust.folder.write("o.csv", text: "Adno,Surname,Forename,Reg\n1,Hart,Tom,7R\n")
    try trust.folder.write(
      "oc.csv", text: "Adno,Contact Forename,Contact Surname,Primary Email\n1,Ida,Hart,ida@h.example\n")
    try trust.folder.write("h.csv", text: "Admission Number,Last Name,First Name,Tutor Group\n1,Stone,Mia,3B\n")
    try trust.folder.write(
      "hc.csv",
      text: "Admission Number,Contact First Name,Contact Last Name,Contact Email\n1,Peter,Stone,pet@s.example\n")
    try trust.folder.write("partners.csv", text: "name,email_or_domain,may_receive\nDoor,mash@council.example,health\n")
    try trust.importAll()
    let index = try trust.index()
    for (guardian, child, school) in [
      ("ida@h.example", "Tom Hart", "Oakfield"), ("pet@s.example", "Mia Stone", "Harcombe"),
    ] {
      let contact = try #require(index.people(at: guardian).first)
      let children = index.children(of: contact).compactMap { index.person($0) }
      #expect(children.map(\.fullName) == [child] && children.map(\.school) == [school])
    }
    #expect(index.contact(for: "mash@council.example")?.mayReceive == ["health"])
  }

  @Test("with a heading of the school's own are mapped in the plan, also from several columns")
  func mapped() throws {
    let trust = try Trust(
      plan: """
        schools:
          - name: Oakfield
            system: sims
            pupils: p.csv
            columns: {pupils: {form: Base, full_name: [Vorname, Nachname]}}
        """)
    try trust.folder.write("p.csv", text: "Vorname,Nachname,Base\nTom,Hart,Red base\n")
    try trust.importAll()
    #expect(try trust.index().search("Tom Hart").count == 1)
  }

  @Test("with every relationship of the contract keep it through the store")
  func relationships() throws {
    let trust = try Trust(people: "pupils: p.csv, relationships: r.csv")
    try trust.folder.write("p.csv", text: "upn,legal_first,legal_last\nA1,Mia,Stone\n")
    try trust.folder.write(
      "r.csv",
      text: """
        upn,contact_name,email,relationship,parental_responsibility,lives_with,may_receive,no_contact,withhold_address,looked_after_role,valid_from,valid_until
        A1,Ida Stone,ida@s.example,mother,yes,no,health;sen,no,yes,,2026-01-01,2026-12-31
        A1,Ruth Oak,ruth@council.example,social worker,no,no,all,no,no,social worker,,
        A1,Karl Stone,karl@s.example,father,no,no,none,yes,yes,,,

        """)
    try trust.importAll()
    let index = try trust.index()
    let pupil = try #require(index.search("A1").first)
    let all = index.relationships(of: pupil)
    #expect(all.map(\.words) == ["mother", "social worker", "father"])
    #expect(
      all.map(\.parentalResponsibility) == [true, false, false] && all.map(\.livesWith) == [false, false, false])
    #expect(all.map(\.mayReceive) == [.only(["health", "sen"]), .everything, .nothing])
    #expect(all.map(\.noContact) == [false, false, true] && all.map(\.withholdAddress) == [true, false, true])
    #expect(all.map(\.lookedAfterRole) == [nil, "social worker", nil])
    #expect(all.map(\.validFrom?.description) == ["2026-01-01", nil, nil])
    #expect(all.map(\.validUntil?.description) == ["2026-12-31", nil, nil])
  }

  @Test("are as old as the oldest of them")
  func age() throws {
    let trust = try Trust.small()
    let old = time(nil) - 5 * 86_400
    var times = [timeval(tv_sec: old, tv_usec: 0), timeval(tv_sec: old, tv_usec: 0)]
    #expect(utimes(trust.folder.file("pupils.csv"), &times) == 0)
    #expect(try trust.examine().writtenAt == Int64(old))
  }
}

@Suite("What a bad export says")
struct BadExportTests {
  private func trust(_ pupils: [UInt8], plan: String? = nil) throws -> Trust {
    let trust = try plan.map { try Trust(plan: $0) } ?? Trust(people: "pupils: pupils.csv")
    try trust.folder.write("pupils.csv", pupils)
    return trust
  }

  @Test("wrong columns: file, line, column, what is there and where to map it")
  func columns() throws {
    let plan = "schools: [{name: Oakfield, system: sims, pupils: pupils.csv}]"
    let trust = try trust(Array("Ref,Fornames,Nachname\n1,Tom,Hart\n".utf8), plan: plan)
    #expect(
      trust.error().hasPrefix(
        "pupils.csv:1:1: has no column 'legal_first'; its columns are Ref, Fornames, Nachname"))
    #expect(trust.error().contains("columns.pupils of schools.yaml"))
  }

  @Test("an error in the plan has its place and a suggestion")
  func plan() throws {
    for (plan, error) in [
      (
        "schools: [{name: A, system: simms, pupils: p.csv}]",
        "schools.yaml:1:29: 'simms' is not known here: did you mean 'sims'?"
      ),
      (
        "schools: [{name: A, pupils: p.csv, columns: {pupils: {frm: Reg}}}]",
        "schools.yaml:1:60: 'frm' is not known here: did you mean 'form'?"
      ),
      ("schools: [{name: A, pupil: p.csv}]", "schools.yaml:1:21: 'pupil' is not known here: did you mean 'pupils'?"),
      ("schools: [{name: A}]", "schools.yaml:1:11: no file of this school is named: name its pupils at least"),
    ] { #expect(try Trust(plan: plan).error() == error) }
  }

  @Test("UTF-8, UTF-16 and windows-1252 in one folder are each read as what they are")
  func encodings() throws {
    let trust = try Trust(plan: "schools: [{name: Oakfield, pupils: [a.csv, b.csv, c.csv, d.csv]}]")
    func text(_ name: String) -> String { "legal_first,legal_last\nZoë,\(name)\n" }
    try trust.folder.write("a.csv", text: text("Müller"))
    try trust.folder.write(
      "b.csv", [0xFF, 0xFE] + text("Łukasz").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    try trust.folder.write("c.csv", try #require(text("Núñez").data(using: .windowsCP1252)))
    try trust.folder.write("d.csv", [0xEF, 0xBB, 0xBF] + Array(text("Šimon").utf8))
    try trust.importAll()
    #expect(try trust.names() == ["Zoë Müller", "Zoë Łukasz", "Zoë Núñez", "Zoë Šimon"])
    #expect(try trust.warnings().isEmpty)
  }

  @Test("two encodings in one file, or zero bytes: refused with the line")
  func mixed() throws {
    let head = Array("legal_first,legal_last\nZoë,One\n".utf8)
    #expect(
      try trust(head + [0x5A, 0x6F, 0xEB] + Array(",Two\n".utf8)).error()
        == "pupils.csv:3:1: mixes encodings: this line holds bytes that are not windows-1252: save the file as 'CSV UTF-8'"
    )
    #expect(
      try trust(head + [0x41, 0, 0x2C, 0x42, 0x0A]).error()
        == "pupils.csv:3:1: holds zero bytes, so it is no CSV text, or UTF-16 without its mark: save it as 'CSV UTF-8'")
  }

  @Test("impossible dates, formulas and doubled keys are told with line and column; the rows are kept")
  func warned() throws {
    let trust = try trust(
      Array(
        """
        upn,legal_first,legal_last,date_of_birth,email
        A1,Tom,Hart,31/02/2014,tom@oakfield.example
        A2,Mia,Stone,2014-02-03,"=HYPERLINK(""http://evil.example"",""x"")"
        A1,Tom,Hart,2014-02-28,
        """.utf8))
    #expect(
      try Set(trust.warnings()) == [
        "pupils.csv:2: column D: date_of_birth is no day that exists: write it as 2012-09-03 or 03/09/2012; the row is kept without it",
        "pupils.csv:3: column E: a cell holds a formula instead of a value: it is left out; save the file with values",
        "pupils.csv:4: is the same pupil as a row above (by UPN, or by name and date of birth); both are kept",
      ])
    try trust.importAll()
    #expect(try trust.index().count == 3)
    #expect(try !trust.names().contains { $0.contains("evil") })
  }

  @Test("an export that was cut off to nothing is refused")
  func empty() throws {
    #expect(try trust([]).error().hasPrefix("pupils.csv: is empty: is the export cut off?"))
    let school = try Trust.small(pupils: 40)
    try school.importAll()
    try school.write(pupils: [])
    #expect(try school.examine().refusals.contains("40 of 40 pupils would vanish"))
  }

  @Test("a million rows and one more: refused with line and remedy, in bounded memory")
  func million() throws {
    var bytes = Array("legal_first,legal_last\n".utf8)
    bytes.reserveCapacity(8_000_100)
    for _ in 0..<1_000_001 { bytes += [0x41, 0x2C, 0x42, 0x0A] }
    var before = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &before)
    #expect(
      try trust(bytes).error()
        == "pupils.csv:1000001:1: has more than 1,000,000 rows, which no school has: export each person once, or part the file"
    )
    var after = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &after)
    #expect(after.ru_maxrss - before.ru_maxrss < 1 << 20, "in KiB")
  }

  @Test("what is no file, or one too large for any school, is refused before it is read")
  func noFile() throws {
    let trust = try Trust(people: "pupils: pupils.csv")
    #expect(trust.error() == "pupils.csv: cannot be read: check that it exists and who may read it")
    #expect(mkfifo(trust.folder.file("pupils.csv"), 0o600) == 0)
    #expect(trust.error() == "pupils.csv: cannot be read: check that it exists and who may read it")
    unlink(trust.folder.file("pupils.csv"))
    let file = open(trust.folder.file("pupils.csv"), O_CREAT | O_WRONLY, 0o600)
    #expect(ftruncate(file, 513 << 20) == 0)
    close(file)
    #expect(
      trust.error()
        == "pupils.csv: is larger than 512 MiB, which no school's records are: export only the columns that are needed")
  }
}
