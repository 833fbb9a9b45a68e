import Testing

@testable import People

@Suite("Who stands around a pupil, and what each may have")
struct RelationshipTests {
  private static let pupils = """
    upn,legal_first,legal_last,guardian1_name,guardian1_email,guardian2_name,guardian2_email,flags
    A1,Aisha,Khan,Nadia Khan,nadia@home.example,Omar Khan,omar@home.example,no_contact:2;withhold_address;sen
    A2,Bilal,Khan,Mrs N Khan,Nadia@home.example,,,
    A3,Tom,Price,Gwen Price,gwen@home.example,Huw Price,gwen@home.example,looked_after
    A4,Ella,Young,,ella.family@home.example,,,
    A5,Finn,Young,Kit Young,ella.family@home.example,,,
    A6,Grace,Hart,Paul Hart,paul@home.example,Sonia Hart,,
    """

  private func index(_ relationships: String? = nil) throws -> PeopleIndex {
    let header =
      "upn,contact_name,email,relationship,parental_responsibility,lives_with,may_receive,no_contact,withhold_address,looked_after_role,valid_from,valid_until\n"
    return try Records.index(pupils: Self.pupils, relationships: relationships.map { header + $0 })
  }

  private func relationship(
    _ index: PeopleIndex, _ pupil: String, _ contact: String, on day: CalendarDate = .today
  ) throws -> Relationship {
    let found = index.relationship(
      pupil: try index.number(pupil), contact: try index.number(contact), on: day)
    return try #require(found)
  }

  @Test("one guardian of several children is one person, however the name is spelt")
  func household() throws {
    let index = try index()
    let nadia = index.people(at: "NADIA@home.example")
    #expect(index.names(nadia) == ["Nadia Khan"])
    #expect(index.names(index.children(of: nadia[0])) == ["Aisha Khan", "Bilal Khan"])
    #expect(index.names(index.guardians(of: try index.number("Aisha Khan"))) == ["Nadia Khan", "Omar Khan"])
  }

  @Test("two people who share a mailbox stay two")
  func sharedMailbox() throws {
    let index = try index()
    #expect(index.names(index.people(at: "gwen@home.example")) == ["Gwen Price", "Huw Price"])
  }

  @Test("who is first met by an address alone gets the name that a later row tells")
  func namedLater() throws {
    let index = try index()
    let kit = index.people(at: "ella.family@home.example")
    #expect(index.names(kit) == ["Kit Young"])
    #expect(index.names(index.children(of: kit[0])) == ["Ella Young", "Finn Young"])
    #expect(try Reader(index).read("Kit Young") == ["full: Kit Young"])
  }

  @Test("flags of the pupils file forbid contact and withhold the address")
  func flags() throws {
    let index = try index()
    #expect(try relationship(index, "Aisha Khan", "Omar Khan").noContact)
    #expect(try !relationship(index, "Aisha Khan", "Nadia Khan").noContact)
    #expect(try relationship(index, "Aisha Khan", "Nadia Khan").withholdAddress)
    #expect(index.flags(of: try index.number("Aisha Khan")) == ["no_contact:2", "withhold_address", "sen"])
    #expect(index.flags(of: try index.number("Tom Price")) == ["looked_after"])
  }

  @Test(
    "a flag may name the guardian in either way, or none for both",
    arguments: ["no_contact:2;withhold_address:2", "no_contact_guardian2;address_withheld_guardian2"])
  func flagsOfOne(_ flags: String) throws {
    let index = try Records.index(
      pupils: """
        legal_first,legal_last,guardian1_name,guardian1_email,guardian2_name,guardian2_email,flags
        Aisha,Khan,Nadia Khan,nadia@home.example,Omar Khan,omar@home.example,\(flags)
        """)
    let (nadia, omar) = (
      try relationship(index, "Aisha Khan", "Nadia Khan"), try relationship(index, "Aisha Khan", "Omar Khan")
    )
    #expect(omar.noContact && omar.withholdAddress)
    #expect(!nadia.noContact && !nadia.withholdAddress)
  }

  @Test("a row of the relationships file tells it all")
  func row() throws {
    let index = try index(
      "A3,Ms Ada Osei,ada@council.example,social worker,no,no,safeguarding;Health,no,no,social worker,2026-01-01,2026-12-31\n"
    )
    let ada = try relationship(index, "Tom Price", "Ada Osei", on: day("2026-05-05"))
    #expect(ada.words == "social worker" && ada.lookedAfterRole == "social worker")
    #expect(ada.parentalResponsibility == false && ada.livesWith == false)
    #expect(ada.mayReceive == .only(["safeguarding", "health"]))
    #expect("\(ada.validFrom, default: "nil")–\(ada.validUntil, default: "nil")" == "2026-01-01–2026-12-31")
    let gwen = try relationship(index, "Tom Price", "Gwen Price")
    #expect(gwen.parentalResponsibility == nil && gwen.livesWith == nil && gwen.mayReceive == .unsaid)
  }

  @Test("it outranks the guardian columns, but an empty cell says nothing")
  func outranks() throws {
    let allowed = try index("A1,Omar Khan,omar@home.example,father,yes,no,all,no,no,,,\n")
    #expect(try !relationship(allowed, "Aisha Khan", "Omar Khan").noContact)
    #expect(try relationship(allowed, "Aisha Khan", "Omar Khan").mayReceive == .everything)
    let unsaid = try index("A1,Omar Khan,omar@home.example,father,yes,no,,,,,,\n")
    #expect(try relationship(unsaid, "Aisha Khan", "Omar Khan").noContact)
    #expect(try relationship(unsaid, "Aisha Khan", "Omar Khan").withholdAddress)
    let forbidden = try index("A1,Nadia Khan,nadia@home.example,mother,yes,no,none,yes,,,,\n")
    #expect(try relationship(forbidden, "Aisha Khan", "Nadia Khan").noContact)
    #expect(try relationship(forbidden, "Aisha Khan", "Nadia Khan").mayReceive == .nothing)
    #expect(try !relationship(forbidden, "Bilal Khan", "Nadia Khan").noContact)
  }

  @Test("an order against contact holds for every mailbox of the one it names")
  func secondMailbox() throws {
    for address in ["paul.new@home.example", ""] {
      let index = try index("A6,Paul Hart,\(address),father,no,no,,yes,yes,,,\n")
      let atOld = index.people(at: "paul@home.example")
      #expect(index.names(atOld) == ["Paul Hart"])
      #expect(index.names.count { $0 == "Paul Hart" } == 1)
      #expect(try relationship(index, "Grace Hart", "Paul Hart").noContact)
      if !address.isEmpty { #expect(index.people(at: address) == atOld) }
    }
    let named = try index("A6,Sonia Hart,sonia@home.example,mother,yes,yes,,no,no,,,\n")
    #expect(named.people(at: "sonia@home.example") == [try named.number("Sonia Hart")])
  }

  @Test("a relationship holds from its first day to its last")
  func validity() throws {
    let index = try index("A6,Ada Osei,ada@council.example,social worker,,,,,,,2026-03-01,31/03/2026\n")
    let grace = try index.number("Grace Hart")
    let ada = try index.number("Ada Osei")
    for (date, holds) in [
      ("2026-02-28", false), ("2026-03-01", true), ("2026-03-31", true), ("2026-04-01", false),
    ] {
      #expect(index.guardians(of: grace, on: try day(date)).contains(ada) == holds, "\(date)")
      #expect(index.children(of: ada, on: try day(date)) == (holds ? [grace] : []), "\(date)")
      let table = try PeopleTable(index.table(on: day(date)))
      #expect(table.children(of: ada) == (holds ? [grace] : []), "\(date)")
      #expect(table.guardians(of: grace).contains(ada) == holds, "\(date)")
    }
  }

  @Test("of several rows the ones of the day count, and what one of them forbids is forbidden")
  func severalRows() throws {
    let index = try index(
      """
      A6,Paul Hart,paul@home.example,father,yes,no,all,no,no,,,2026-06-30
      A6,Paul Hart,paul@home.example,father,yes,no,,yes,yes,,2026-07-01,
      A6,Sonia Hart,sonia@home.example,mother,yes,yes,health;sen,no,no,,,
      A6,Sonia Hart,sonia@home.example,mother,yes,yes,sen;financial,yes,no,,,

      """)
    #expect(try !relationship(index, "Grace Hart", "Paul Hart", on: day("2026-06-30")).noContact)
    #expect(try relationship(index, "Grace Hart", "Paul Hart", on: day("2026-07-01")).noContact)
    let sonia = try relationship(index, "Grace Hart", "Sonia Hart")
    #expect(sonia.noContact && sonia.mayReceive == .only(["sen"]))
    #expect(index.children(of: try index.number("Sonia Hart")).count == 1)
    #expect(try PeopleTable(index.table()).children(of: index.number("Sonia Hart")).count == 1)
  }

  @Test("a cell that is neither yes nor no counts as an order against contact, and rows of nobody are said")
  func oddRows() throws {
    let header = "upn,contact_name,no_contact,parental_responsibility,valid_from,valid_until\n"
    let records = try Records([
      "pupils": Array(Self.pupils.utf8),
      "relationships": Array(
        (header
          + "A6,Paul Hart,see order,perhaps,,\nB9,Nobody,no,no,,\nA6,,no,no,,\nA1,Omar Khan,no,no,2026-05-01,2026-04-01\n")
          .utf8),
    ])
    #expect(try relationship(records.index(), "Grace Hart", "Paul Hart").noContact)
    #expect(
      try records.warnings() == [
        "relationships.csv:2: column D: parental_responsibility is neither yes nor no; it is taken as unknown",
        "relationships.csv:2: column C: no_contact is neither yes nor no; it is taken as yes",
        "relationships.csv:3: column A: its upn is no pupil's of the pupils file; the row is left out",
        "relationships.csv:4: has neither contact_name nor email; the row is left out",
        "relationships.csv:5: valid_until lies before valid_from: it never holds",
      ])
  }
}
