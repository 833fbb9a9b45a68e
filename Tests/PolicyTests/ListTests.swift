import Configuration
import Foundation
import Inspection
import MIME
import People
import Testing

@testable import Policy

@Suite("A list")
struct ListTests {
  private let pupil = "25katherinep62@pupils.oakfield.example"
  private let teacher = "m.bishop@oakfield.example"
  private let head = "j.amberley@oakfield.example"
  private let mother = "karen.ahmed65@inboxly.example"

  private func resolver(_ lists: [String: [String]], incomplete: Set<String> = []) throws -> AudienceResolver {
    var school = OwnSchool()
    for (address, members) in lists {
      school.lists.add(list: address, MailingList(members: members, isComplete: !incomplete.contains(address)))
    }
    return try school.resolver()
  }

  @Test("of all staff with one pupil in a list within a list reaches pupils, and no stranger's name hides that")
  func onePupil() throws {
    let resolver = try resolver([
      "all@oakfield.example": ["teachers@oakfield.example", head],
      "teachers@oakfield.example": [teacher, "tutors@trust.example"],
      "tutors@trust.example": [pupil, teacher],
    ])
    for address in ["all@oakfield.example", "ALL@Oakfield.example", "all+news@oakfield.example"] {
      let list = resolver.audience(address)
      #expect(list.kind == .list && list.reaches([.pupil]))
      #expect(list.members == Audience.Members(count: 3, kinds: [.staff, .pupil]), "\(address)")
    }
  }

  @Test("is opened before a message comes, be it of the records or of the directory")
  func opened() throws {
    let resolver = try resolver(["all@oakfield.example": [teacher, head]])
    resolver.openLists()
    for list in ["all@oakfield.example", "all-staff@oakfield.example"] {
      _ = resolver.expansions.value(of: list, on: .today) {
        Issue.record("\(list) was not opened")
        return AudienceResolver.Expansion(members: Audience.Members(count: 0, kinds: []), only: nil)
      }
    }
  }

  @Test("may open a cabinet of held mail where each of its members may")
  func opens() throws {
    var school = OwnSchool()
    school.officers.byCabinet = ["child_protection": [teacher, head], "health": [head]]
    school.lists.add(list: "team@oakfield.example", MailingList(members: [teacher, head]))
    school.lists.add(list: "more@oakfield.example", MailingList(members: [teacher, head, pupil]))
    let resolver = try school.resolver()
    #expect(resolver.audience("team@oakfield.example").opens == [.childProtection])
    #expect(resolver.audience("more@oakfield.example").opens.isEmpty)
    #expect(resolver.audience(head).opens == [.childProtection, .health])
  }

  @Test("that is a mailbox, too, opens a cabinet only where that mailbox is an officer's, be it a person's or nobody's")
  func mailboxOpens() throws {
    let (team, bursar) = ("child-protection@oakfield.example", "m.bishop@oakfield.example")
    for address in [team, bursar] {
      for isOfficers in [false, true] {
        var school = OwnSchool()
        school.officers.byCabinet = ["child_protection": [head, pupil] + (isOfficers ? [address] : [])]
        school.lists.add(list: address, MailingList(members: [address, head, pupil]))
        school.lists.add(list: "outer@oakfield.example", MailingList(members: [address, head]))
        let resolver = try school.resolver()
        for list in [address, "outer@oakfield.example"] {
          #expect(resolver.audience(list).opens == (isOfficers ? [.childProtection] : []), "\(list) of \(address)")
        }
      }
    }
  }

  @Test("that is a person's mailbox, too, and comes back to it by another list, opens a cabinet only where they may")
  func roundaboutOpens() throws {
    let bursar = "m.bishop@oakfield.example"
    for isOfficers in [false, true] {
      var school = OwnSchool()
      school.officers.byCabinet = ["child_protection": [head, pupil] + (isOfficers ? [bursar] : [])]
      school.lists.add(list: bursar, MailingList(members: ["deputies@oakfield.example", pupil]))
      school.lists.add(list: "deputies@oakfield.example", MailingList(members: [bursar, head]))
      let opens = try school.resolver().audience(bursar).opens
      #expect(opens == (isOfficers ? [.childProtection] : []), "\(isOfficers)")
    }
  }

  @Test("within two lists, which is no mailbox, leaves the cabinet open")
  func twiceOpens() throws {
    var school = OwnSchool()
    school.officers.byCabinet = ["child_protection": [teacher, head]]
    school.lists.add(list: "heads@oakfield.example", MailingList(members: [teacher, head]))
    school.lists.add(list: "dsl@oakfield.example", MailingList(members: ["heads@oakfield.example"]))
    school.lists.add(
      list: "team@oakfield.example", MailingList(members: ["heads@oakfield.example", "dsl@oakfield.example"]))
    #expect(try school.resolver().audience("team@oakfield.example").opens == [.childProtection])
  }

  @Test("in the records and in the directory holds the members of both")
  func merged() throws {
    let before = try resolver([:]).audience("all-staff@oakfield.example")
    let after = try resolver(["all-staff@oakfield.example": [pupil]]).audience("all-staff@oakfield.example")
    #expect(!before.reaches([.pupil]) && after.reaches([.pupil]))
    #expect(after.members?.count == (before.members?.count ?? 0) + 1)
  }

  @Test("that contains itself, directly or by another, ends")
  func loops() throws {
    let resolver = try resolver([
      "a@trust.example": ["a@trust.example", "b@trust.example", head], "b@trust.example": ["a@trust.example", teacher],
      "c@trust.example": ["c@trust.example"],
    ])
    #expect(
      resolver.audience("a@trust.example").members == Audience.Members(count: 2, kinds: [.staff]))
    // Nobody is on it: nobody wrote down who is.
    #expect(resolver.audience("c@trust.example").reaches([.pupil]))
  }

  @Test("that cannot be expanded counts as holding pupils, also within another, and when it is too long")
  func unexpanded() throws {
    let resolver = try resolver(
      [
        "a@trust.example": [head, "b@trust.example"], "b@trust.example": [teacher], "d@trust.example": [],
        "long@trust.example": (0...AudienceResolver.mostMembers).map { "x\($0)@elsewhere.example" },
        "outer@trust.example": [head, teacher, "pta@googlegroups.com"],
      ], incomplete: ["b@trust.example"])
    for list in ["a", "b", "d", "long", "outer"] {
      let audience = resolver.audience("\(list)@trust.example")
      #expect(audience.kind == .list && audience.members?.isComplete == false && audience.reaches([.pupil]), "\(list)")
    }
  }

  @Test("of one person is that person, however many aliases lead there")
  func alias() throws {
    let resolver = try resolver([
      "head@trust.example": ["boss@oakfield.example"], "boss@oakfield.example": [head],
      "mum@trust.example": [mother], "kid@trust.example": [pupil],
    ])
    let boss = resolver.audience("head+agenda@trust.example")
    #expect(boss.kind == .staff && boss.people == resolver.audience(head).people && boss.members == nil)
    #expect(boss.address == "head+agenda@trust.example")
    #expect(resolver.audience("mum@trust.example").children.count == 2)
    #expect(!resolver.audience("mum@trust.example").isInternal)
    #expect(resolver.audience("kid@trust.example").kind == .pupil)
  }

  @Test("whose name is a person's counts that person: a mailbox that is forwarded, and one that is kept elsewhere")
  func mailboxes() throws {
    let resolver = try resolver([
      teacher: [teacher, "somebody@home.example"], head: ["ja7@storage.example"],
      "new@trust.example": ["x@storage.example"],
    ])
    #expect(
      resolver.audience(teacher).members == Audience.Members(count: 2, kinds: [.staff, .unknown]))
    #expect(resolver.audience(head).kind == .staff)
    #expect(resolver.audience("new@trust.example").kind == .unknown)
  }

  @Test("of addresses of one mailbox is known by each of them, and a domain that is handed on by the other's")
  func equivalents() throws {
    var school = OwnSchool()
    school.lists.add(mailbox: ["mark.bishop@trust.example", teacher])
    school.lists.add(list: "two@trust.example", MailingList(members: ["mark.bishop@trust.example", head]))
    let resolver = try school.resolver()
    #expect(resolver.audience("mark.bishop@trust.example").people == resolver.audience(teacher).people)
    #expect(resolver.audience("Mark.Bishop+x@trust.example").kind == .staff)
    #expect(resolver.audience("two@trust.example").members?.kinds == [.staff])
  }

  @Test("is expanded anew on another day: relationships begin and end")
  func days() throws {
    let settings = ["list@trust.example": [mother, head]]
    let resolver = try resolver(settings)
    let early = resolver.audience("list@trust.example", on: School.today)
    #expect(early.members == resolver.audience("list@trust.example", on: School.today).members)
    let cache = DayCache<AudienceResolver.Expansion>(most: 1)
    var asked = 0
    let tomorrow = try #require(CalendarDate(year: 2026, month: 11, day: 25))
    for day in [School.today, School.today, tomorrow] {
      _ = cache.value(of: "x", on: day) {
        asked += 1
        return .init(members: .init(count: 1, kinds: [.staff]), only: nil)
      }
    }
    #expect(asked == 2)
  }
}

@Suite("Addresses that are hard to read")
struct HardAddressTests {
  let resolver: AudienceResolver

  init() throws { resolver = try Oakfield.resolver() }

  @Test(
    "are known all the same",
    arguments: [
      "m.bishop(the (nested) one)@oakfield.example", "\"m.bishop\"@oakfield.example", "\"m\\.bishop\"@oakfield.example",
      "<M.BISHOP@OAKFIELD.EXAMPLE>", " m.bishop@oakfield.example ", "m.bishop@(c)oakfield.example.",
    ])
  func spelling(_ address: String) { #expect(resolver.audience(address).kind == .staff) }

  @Test(
    "and name nobody whom they do not name",
    arguments: [
      "\"m.bishop@oakfield.example\"@elsewhere.example", "m.bishop@oakfield.example@elsewhere.example",
      "m.bishop\u{0}@oakfield.example", "m.bishop%oakfield.example@elsewhere.example", "м.bishop@oakfield.example",
    ])
  func others(_ address: String) { #expect(resolver.audience(address).kind != .staff) }

  @Test("ten thousand of them in To are each looked at once")
  func tenThousand() {
    var inspection = Inspection()
    inspection.headers.to = (0..<10_000).map { .init(address: "someone\($0 / 2)@elsewhere\($0 / 2).example") }
    let facts = resolver.facts(
      sender: resolver.sender("m.bishop@oakfield.example"), recipients: ["office@oakfield.example"],
      inspection: .success(inspection),
      submission: .direct, day: School.today)
    #expect(facts.visible.count == 5_000 && Families(facts.visible).count == 5_000)
  }
}

@Suite("A sender who is also a parent")
struct ParentAtSchoolTests {
  @Test("writes to an own mailbox, where colleagues write to a parent; the child is not somebody else's")
  func own() throws {
    let resolver = try Self.resolver([
      "pupils": """
      legal_first,legal_last,form,guardian1_name,guardian1_email
      Tom,Ash,7A,Tobias Ash,tobias@home.example
      """,
      "staff": """
      first_name,last_name,role,email,private_email
      Tobias,Ash,teacher,t.ash@oakfield.example,tobias@home.example
      Judith,Amberley,headteacher,j.amberley@oakfield.example,
      """,
    ])
    func facts(_ sender: String) -> MessageFacts {
      resolver.facts(
        sender: resolver.sender(sender), recipients: ["tobias@home.example"], inspection: .success(Inspection()),
        submission: .direct,
        day: School.today)
    }
    let mine = facts("t.ash@oakfield.example").recipients[0]
    #expect(mine.kind == .privateMailbox && mine.children.count == 1)
    #expect(facts("j.amberley@oakfield.example").recipients[0].kind == .guardian)
  }

  private static func resolver(_ records: [String: String]) throws -> AudienceResolver {
    let folder = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var yaml = "organisation: {name: Oakfield, domains: [oakfield.example]}\npeople:\n"
    for (name, text) in records {
      try text.write(to: folder.appending(path: "\(name).csv"), atomically: true, encoding: .utf8)
      yaml += "  \(name): \(name).csv\n"
    }
    let file = folder.appending(path: "postern.yaml")
    try yaml.write(to: file, atomically: true, encoding: .utf8)
    let settings = try Settings.load(file.path)
    let people = try PeopleIndex.build(files: settings.people, organisation: settings.organisation)
    return AudienceResolver(people: people, settings: settings, rules: AudienceRules())
  }
}
