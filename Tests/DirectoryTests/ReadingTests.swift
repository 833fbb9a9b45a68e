import Configuration
import Foundation
import PosternKit
import Testing

@testable import Directory
@testable import People

extension Settings {
  fileprivate func read() throws -> DirectoryContents {
    let directory = try #require(directory)
    return try #require(try DirectoryReader(directory).read())
  }

  /// The kind of error that a reading ends with.
  fileprivate func fault() -> DirectoryError.Kind? {
    do throws(DirectoryError) {
      guard let directory else { return nil }
      _ = try DirectoryReader(directory).read()
      return nil
    } catch { return error.kind }
  }
}

@Suite("A directory that is read")
struct ReadingTests {
  @Test("tells who is on its groups, those within groups by their own names, and without addresses, too")
  func nested() throws {
    let slapd = try Slapd(
      Slapd.person("amberley") + Slapd.person("draycott") + Slapd.person("khan", mail: "a.khan@pupils.school.example")
        + Slapd.person("server", mail: "")
        + Slapd.group("leaders", members: [Slapd.dn("amberley"), Slapd.dn("server")])
        + Slapd.group("year7", mail: "", members: [Slapd.dn("khan")])
        // Another spelling of the same names.
        + Slapd.group(
          "all-staff",
          members: ["UID=Draycott, DC=school, DC=example", "CN=LEADERS,dc=school,dc=example", Slapd.dn("year7", "cn")]))
    try slapd.start()
    let contents = try slapd.settings().read()
    #expect(contents.groups == 3 && contents.incomplete == 0 && contents.mailboxes == 3)
    #expect(contents.book.list(at: "leaders@school.example") == MailingList(members: ["amberley@school.example"]))
    let all = try #require(contents.book.list(at: "all-staff@school.example"))
    #expect(all.isComplete && all.members.count == 3)
    let nameless = try #require(all.members.first { $0.hasSuffix("directory.invalid") })
    #expect(contents.book.list(at: nameless)?.members == ["a.khan@pupils.school.example"])
  }

  @Test("has a group that contains itself, and one whose member cannot be seen: that one is incomplete")
  func loop() throws {
    let slapd = try Slapd(
      Slapd.person("amberley")
        + Slapd.group("a", members: [Slapd.dn("a", "cn"), Slapd.dn("b", "cn"), Slapd.dn("amberley")])
        + Slapd.group("b", members: [Slapd.dn("a", "cn")])
        + Slapd.group("c", members: ["uid=somebody,dc=elsewhere,dc=example", Slapd.dn("amberley")]))
    try slapd.start()
    let book = try slapd.settings().read().book
    #expect(
      book.list(at: "a@school.example")?.members.sorted() == [
        "a@school.example", "amberley@school.example", "b@school.example",
      ])
    #expect(book.list(at: "c@school.example") == MailingList(members: ["amberley@school.example"], isComplete: false))
  }

  @Test("is read page by page, and groups may have more members than a page")
  func pages() throws {
    let people = (0..<257).map { "person\($0)" }
    let slapd = try Slapd(
      people.map { Slapd.person($0) }.joined() + Slapd.group("everyone", members: people.map { Slapd.dn($0) }),
      // Without pages the server would refuse.
      more: "sizelimit size.soft=20 size.hard=20 size.prtotal=unlimited")
    try slapd.start()
    let contents = try slapd.settings(more: "start_tls: false\npage_size: 20").read()
    #expect(contents.mailboxes == 257)
    #expect(contents.book.list(at: "everyone@school.example")?.members.count == 257)
  }

  @Test("in Active Directory's form has primary and further addresses, nested groups, and lists that are a rule")
  func activeDirectory() throws {
    let slapd = try Slapd(
      """
      dn: cn=Tobias Ash,dc=school,dc=example
      objectClass: inetOrgPerson
      objectClass: extensibleObject
      cn: Tobias Ash
      sn: Ash
      mail: t.ash@school.example
      proxyAddresses: SMTP:t.ash@school.example
      proxyAddresses: smtp:tobias.ash@trust.example
      proxyAddresses: X500:/o=School/cn=tash
      sAMAccountName: tash

      dn: cn=Year 7 Tutors,dc=school,dc=example
      objectClass: group
      objectClass: top
      objectClass: extensibleObject
      cn: Year 7 Tutors
      instanceType: 4
      nTSecurityDescriptor: x
      objectCategory: cn=Group,dc=school,dc=example
      groupType: 2
      mail: year7tutors@school.example
      proxyAddresses: SMTP:year7tutors@school.example
      proxyAddresses: smtp:y7tutors@trust.example
      member: cn=Tobias Ash,dc=school,dc=example


      """, more: "")
    try slapd.start()
    let book = try slapd.settings("active_directory").read().book
    #expect(book.otherAddresses(of: "t.ash@school.example") == ["tobias.ash@trust.example"])
    #expect(book.otherAddresses(of: "tobias.ash@trust.example") == ["t.ash@school.example"])
    #expect(book.list(at: "year7tutors@school.example")?.members == ["t.ash@school.example"])
    #expect(book.list(at: "y7tutors@trust.example")?.members == ["year7tutors@school.example"])
  }
}

@Suite("A directory that does not serve")
struct FaultTests {
  @Test("because it is down is told so")
  func down() throws {
    let folder = try TemporaryFolder("slapd")
    try folder.write("password", text: "x")
    #expect(try Slapd.settings(url: "ldap://127.0.0.1:\(freePort())", in: folder).fault() == .unreachable)
  }

  @Test("because it never answers is given up", arguments: ["ldap", "ldap with StartTLS", "ldaps"])
  func silent(_ how: String) throws {
    let server = try SilentServer()
    let folder = try TemporaryFolder("slapd")
    try folder.write("password", text: "x")
    let scheme = how == "ldaps" ? "ldaps" : "ldap"
    let settings = try Slapd.settings(
      url: "\(scheme)://127.0.0.1:\(server.port)", in: folder, more: how == "ldap" ? "start_tls: false" : "")
    #expect(settings.fault() == .slow)
    withExtendedLifetime(server) {}
  }

  @Test("because the password is wrong, missing or empty is told so, and names no password")
  func password() throws {
    let slapd = try Slapd(Slapd.person("amberley"))
    try slapd.start()
    #expect(try slapd.settings(password: "quillamber").fault() == .refused)
    #expect(try slapd.settings(password: "").fault() == .password)
    let settings = try slapd.settings()
    try FileManager.default.removeItem(atPath: slapd.folder.file("password"))
    #expect(settings.fault() == .password)
    do {
      _ = try DirectoryReader(#require(slapd.settings(password: "quillamber").directory)).read()
    } catch { #expect(!"\(error)".contains("quillamber")) }
  }

  @Test("because there is no such base, or it stops at its bound, is told so: nothing is read in part")
  func refused() throws {
    let slapd = try Slapd((0..<40).map { Slapd.person("person\($0)") }.joined(), more: "sizelimit size.prtotal=10")
    try slapd.start()
    var settings = try slapd.settings()
    // The administrator of a database has no bounds.
    settings.directory?.bindDN = nil
    settings.directory?.passwordFile = nil
    #expect(settings.fault() == .tooMuch)
    settings.directory?.base = "dc=elsewhere,dc=example"
    #expect(settings.fault() == .base)
  }

  @Test("another server that is named beside it is asked")
  func second() throws {
    let slapd = try Slapd(Slapd.person("amberley"))
    try slapd.start()
    var settings = try slapd.settings()
    settings.directory?.urls.insert("ldap://127.0.0.1:\(try freePort())", at: 0)
    #expect(try settings.read().mailboxes == 1)
  }
}

@Suite("What a directory answers")
struct AnswerTests {
  @Test("in pieces is put together")
  func ranges() throws {
    #expect(DirectoryReading.nextRange("member;range=0-1499") == 1_500)
    #expect(DirectoryReading.nextRange("member;Range=1500-*") == nil)
    #expect(DirectoryReading.nextRange("member") == nil)
    #expect(DirectoryReading.nextRange("member;range=0-9223372036854775807") == nil)
    var reading = try self.reading()
    reading.add("cn=x", [("objectClass", ["user"]), ("mail", ["x@school.example"])])
    reading.add("cn=y", [("objectClass", ["user"]), ("mail", ["y@school.example"])])
    reading.add(
      "cn=all", [("objectClass", ["group"]), ("mail", ["all@school.example"]), ("member;range=0-0", ["cn=x"])])
    let next = reading.nextRest()
    let rest = try #require(next)
    #expect(rest.attribute == "member;range=1-*" && rest.name == "cn=all")
    reading.addRest([("member;range=1-*", ["cn=y"])], of: rest)
    let end = reading.nextRest()
    #expect(end == nil)
    #expect(
      reading.contents.book.list(at: "all@school.example")?.members == ["x@school.example", "y@school.example"])
  }

  @Test("of a person's groups counts beside what groups say of their members")
  func memberOf() throws {
    var reading = try self.reading()
    reading.add("CN=All,DC=x", [("objectClass", ["group"]), ("mail", ["all@school.example"])])
    reading.add("CN=X,DC=x", [("mail", ["x@school.example"]), ("memberOf", ["cn=all, dc=x"])])
    #expect(reading.contents.book.list(at: "all@school.example")?.members == ["x@school.example"])
  }

  @Test("of a list that is a rule is that nobody can tell who is on it")
  func dynamic() throws {
    var reading = try self.reading()
    reading.add(
      "cn=d", [("objectClass", ["top", "msExchDynamicDistributionList"]), ("mail", ["dynamic@school.example"])])
    #expect(reading.contents.book.list(at: "dynamic@school.example") == MailingList(isComplete: false))
  }

  @Test(
    "as an address is one of e-mail or none",
    arguments: [
      ("SMTP:A.Khan@School.example", "a.khan@school.example"), ("smtp:x@y.example", "x@y.example"),
      ("x@y.example", "x@y.example"), ("SIP:x@y.example", nil), ("X500:/o=x", nil), ("nothing", nil), ("", nil),
    ])
  func addresses(_ value: String, _ address: String?) { #expect(DirectoryReading.address(value) == address) }

  private func reading() throws -> DirectoryReading {
    let folder = try TemporaryFolder("slapd")
    let settings = try Slapd.settings(url: "ldap://127.0.0.1:1", "active_directory", in: folder)
    return DirectoryReading(try #require(settings.directory).attributes)
  }
}
