import Testing

@testable import People

@Suite("Partners, staff and shared mailboxes are found by address")
struct PartnerTests {
  private let index: PeopleIndex

  init() throws {
    index = try Records.index(
      staff: """
        title,first_name,last_name,role,email,private_email
        Mrs,Jane,Patel,SENCO,JPatel@oakfield.example,jane.p@home.example
        Mr,Sam,Reed,Chair of governors,sreed@oakfield.example,
        Ms,Ola,Berg,Clerk to the governors,oberg@oakfield.example,
        Mr,Ned,Hill,Reading volunteer,,ned@home.example
        """,
      senders: "address,owners\nOffice@oakfield.example,jpatel@oakfield.example; OBERG@oakfield.example\n",
      contacts: """
        name,organisation,email_or_domain,kind,may_receive,bulk,safeguarding_route
        ,Northmere Council,northmere.example,professional,sen;health,30,
        Front door,Northmere MASH,MASH@northmere.example,professional,Safeguarding ; health,10,yes
        ,Printers,@print.example,supplier,,,no
        Ada Osei,Clinic,ada@clinic.example,,health,many,
        ,,not a domain,professional,,,
        """)
  }

  @Test("the row of an address goes before that of its domain, and a domain's holds below it")
  func nearest() {
    #expect(index.contact(for: "mash@Northmere.example")?.organisation == "Northmere MASH")
    #expect(index.contact(for: "j.doe@northmere.example")?.organisation == "Northmere Council")
    #expect(index.contact(for: "j.doe@social.northmere.example")?.organisation == "Northmere Council")
    #expect(index.contact(for: "x@print.example")?.kind == "supplier")
    #expect(index.contact(for: "x@notnorthmere.example") == nil)
    #expect(index.contact(for: "x@northmere.example.evil.example") == nil)
    #expect(
      index.contact(for: "northmere.example") == nil || index.contact(for: "northmere.example")?.isExactAddress == false
    )
  }

  @Test("what a partner may have is read as written")
  func grants() throws {
    let mash = try #require(index.contact(for: "mash@northmere.example"))
    #expect(mash.mayReceive == ["safeguarding", "health"])
    #expect(mash.bulk == 10 && mash.isSafeguardingRoute && mash.isExactAddress)
    let ada = try #require(index.contact(for: "ada@clinic.example"))
    #expect(ada.kind == "professional" && ada.bulk == nil && !ada.isSafeguardingRoute)
  }

  @Test("a named partner with an address is a person of the records")
  func named() {
    #expect(index.names(index.people(at: "ADA@clinic.example")) == ["Ada Osei"])
    #expect(index.people(at: "j.doe@northmere.example").isEmpty)
  }

  @Test("a row that names no address or domain, and a number that is none, are said")
  func odd() {
    #expect(
      index.warnings.map { "\($0.line ?? 0): \($0.message)" } == [
        "5: bulk is no number; it is left out",
        "6: email_or_domain is neither an address nor a domain; the row is left out",
      ])
  }

  @Test("staff, governors and volunteers are told apart, and a private address is known as one")
  func staff() throws {
    func kind(_ name: String) throws -> PersonKind? { index.person(try index.number(name))?.kind }
    #expect(try kind("Jane Patel") == .staff)
    #expect(try kind("Sam Reed") == .governor)
    #expect(try kind("Ola Berg") == .staff)
    #expect(try kind("Ned Hill") == .volunteer)
    #expect(index.countByKind == [.staff: 2, .governor: 1, .volunteer: 1, .professional: 2])
    #expect(index.isStaffPrivateAddress("Jane.P@home.example"))
    #expect(!index.isStaffPrivateAddress("jpatel@oakfield.example"))
    #expect(index.people(at: "jane.p@home.example") == index.people(at: "jpatel@oakfield.example"))
    #expect(
      index.person(try index.number("Jane Patel"))?.addresses == ["jpatel@oakfield.example", "jane.p@home.example"])
  }

  @Test("a shared mailbox has owners; any other address has none")
  func owners() {
    #expect(
      index.owners(ofSharedMailbox: "OFFICE@oakfield.example") == ["jpatel@oakfield.example", "oberg@oakfield.example"])
    #expect(index.owners(ofSharedMailbox: "jpatel@oakfield.example") == nil)
  }
}

@Suite("A mailing list is taken apart to its members")
struct GroupTests {
  private func index(_ rows: [String]) throws -> PeopleIndex {
    try Records.index(groups: "address,member\n" + rows.map { $0 + "\n" }.joined())
  }

  @Test("each member once, in order, whatever the case")
  func plain() throws {
    let index = try index([
      "All@o.example,a@o.example", "all@o.example,B@o.example", "all@o.example,A@o.example",
    ])
    #expect(index.groupMembers("ALL@o.example") == GroupExpansion(members: ["a@o.example", "b@o.example"]))
    #expect(index.groupMembers("a@o.example") == nil)
    #expect(index.groupMembers("") == nil)
  }

  @Test("lists within lists, also where they hold one another")
  func nested() throws {
    let index = try index([
      "all@o.example,staff@o.example", "all@o.example,x@o.example", "staff@o.example,a@o.example",
      "staff@o.example,year7@o.example", "year7@o.example,b@o.example", "year7@o.example,all@o.example",
    ])
    let all = try #require(index.groupMembers("all@o.example"))
    #expect(all.members == ["a@o.example", "b@o.example", "x@o.example"])
    #expect(all.nestedGroups == ["staff@o.example", "year7@o.example"])
    #expect(all.hasLoop && !all.isCut)
    #expect(Set(try #require(index.groupMembers("year7@o.example")).members) == Set(all.members))
    let own = try self.index(["a@o.example,a@o.example", "a@o.example,b@o.example"])
    #expect(own.groupMembers("a@o.example") == GroupExpansion(members: ["b@o.example"], hasLoop: true))
  }

  @Test("nesting beyond what is followed is said, never silently less")
  func deep() throws {
    let index = try index((0..<30).map { "l\($0)@o.example,l\($0 + 1)@o.example" })
    #expect(try #require(index.groupMembers("l0@o.example")).isCut)
    #expect(
      try #require(index.groupMembers("l15@o.example"))
        == GroupExpansion(
          members: ["l30@o.example"], nestedGroups: (16..<30).map { "l\($0)@o.example" }))
  }

  @Test("a list whose members cannot be read is still known to be a list")
  func unreadable() throws {
    #expect(try index(["all@o.example,nobody"]).groupMembers("all@o.example")?.members == [])
  }
}
