import Configuration
import Detection
import Foundation
import Inspection
import MIME
import People
import Testing

@testable import Policy

/// The sample school's records, as the filter reads them.
enum Oakfield {
  static let folder = URL(fileURLWithPath: School.rulesFolder).deletingLastPathComponent()
    .appendingPathComponent("examples/oakfield").path

  static func resolver() throws -> AudienceResolver {
    let settings = try Settings.load(folder + "/postern.yaml")
    let people = try PeopleIndex.build(files: settings.people, organisation: settings.organisation)
    return AudienceResolver(
      people: people, settings: settings,
      rules: try AudienceRules.load(folder: School.rulesFolder, additions: settings.privateMailDomains))
  }
}

@Suite("An audience")
struct AudienceTests {
  let resolver: AudienceResolver

  init() throws { resolver = try Oakfield.resolver() }

  @Test(
    "is told from the records, however the address is written",
    arguments: [
      ("m.bishop@oakfield.example", AudienceKind.staff), ("M.Bishop@OAKFIELD.example", .staff),
      ("m.bishop+trips@oakfield.example", .staff), ("\"m.bishop\"@oakfield.example", .staff),
      ("m.bishop(maths)@oakfield.example", .staff), ("m.bishop@oakfield.example.", .staff),
      ("office@oakfield.example", .staff), ("25katherinep62@pupils.oakfield.example", .pupil),
      ("karen.popescu64@postbox.example", .guardian), ("mash@northmere.example", .professional),
      ("anyone@northmere.example", .professional), ("hire@wheelhousecoaches.example", .supplier),
      ("office@beechwood.example", .otherSchool), ("mark.bishop@inboxly.example", .privateMailbox),
      ("nobody-here@gmail.com", .privateMailbox), ("all-parents@oakfield.example", .list),
      ("someone@elsewhere.example", .unknown), ("not an address", .unknown), ("", .unknown),
    ])
  func kinds(_ address: String, _ kind: AudienceKind) { #expect(resolver.audience(address).kind == kind) }

  @Test("of an unknown address in a school domain is unknown, and internal")
  func unknownInside() {
    let audience = resolver.audience("nobody@oakfield.example")
    #expect(audience.kind == .unknown && audience.isInternal && audience.resembles == nil)
  }

  @Test("of a list is its members', not its name's")
  func lists() {
    #expect(resolver.audience("all-staff@oakfield.example").reaches([.staff]))
    #expect(!resolver.audience("safeguarding-team@oakfield.example").reaches([.pupil, .guardian]))
    #expect(resolver.audience("year7-tutors@oakfield.example").reaches([.pupil]))
    #expect(resolver.audience("everyone@oakfield.example").reaches([.governor]))
  }

  @Test("of a guardian knows the children, and with whom contact is forbidden")
  func children() {
    #expect(resolver.audience("karen.ahmed65@inboxly.example").children.count == 2)
    let father = resolver.audience("darren.k40@quickmail.example")
    #expect(father.children.contains { $0.noContact })
  }

  @Test(
    "of a look-alike is unknown, and says what it resembles",
    arguments: [
      "mash@nortmere.example", "mash@n0rthmere.example", "x@oakfeild.example", "x@oakfield.example.evil.example",
    ])
  func lookAlikes(_ address: String) {
    let audience = resolver.audience(address)
    #expect(audience.kind == .unknown && audience.grant == nil)
    #expect(audience.resembles != nil)
  }

  @Test("of an ordinary stranger resembles nobody")
  func strangers() { #expect(resolver.audience("someone@elsewhere.example").resembles == nil) }

  @Test("of a domain in Punycode is the same as in Unicode")
  func punycode() {
    #expect(MailAddress("a@xn--bcher-kva.example") == MailAddress("a@Bücher.example"))
    #expect(MailAddress("a@xn--99999999999.example") != nil)
    #expect(MailAddress("a@xn--")?.domain == "xn--")
  }
}

@Suite("A sender")
struct SenderTests {
  private func headers(from address: String) -> HeaderFacts {
    var headers = HeaderFacts()
    headers.from = [HeaderFacts.Mailbox(address: address)]
    return headers
  }

  @Test("is the login, not the From line; a shared mailbox of one's own is no pretence")
  func identity() throws {
    let resolver = try Oakfield.resolver()
    let pupil = resolver.sender(
      "25katherinep62@pupils.oakfield.example", headers: headers(from: "head@oakfield.example"))
    #expect(pupil.kind == .pupil && pupil.fromDiffers)
    let office = resolver.sender("t.illingworth@oakfield.example", headers: headers(from: "office@oakfield.example"))
    #expect(office.kind == .staff && !office.fromDiffers)
    let stranger = resolver.sender("m.bishop@oakfield.example", headers: headers(from: "office@oakfield.example"))
    #expect(stranger.fromDiffers)
    #expect(resolver.sender("someone@elsewhere.example", headers: HeaderFacts()).kind == .outside)
    #expect(resolver.sender("office@oakfield.example", headers: HeaderFacts()).kind == .sharedMailbox)
  }

  @Test("writes to twenty visible families: each address counts once")
  func visible() throws {
    let resolver = try Oakfield.resolver()
    var inspection = Inspection()
    let mailbox = HeaderFacts.Mailbox(address: "karen.ahmed65@inboxly.example")
    inspection.headers.to = [mailbox, mailbox, HeaderFacts.Mailbox(address: "m.bishop@oakfield.example")]
    let facts = resolver.facts(
      sender: resolver.sender("a.pugh@oakfield.example"), recipients: ["m.bishop@oakfield.example"],
      inspection: .success(inspection),
      submission: .direct, day: School.today)
    #expect(facts.visible.count == 2)
    #expect(Families(facts.visible).count == 1)
  }
}

@Suite("The address that takes reports of breaches")
struct BreachDeskAudienceTests {
  @Test(
    "is known in any writing, with a subaddress, too, and nothing else is taken for it",
    arguments: [
      ("data-breach@oakfield.example", true), ("Data-Breach+lost-laptop@OAKFIELD.example", true),
      ("data.breach@oakfield.example", false), ("data-breach@oakfeild.example", false),
      ("data-breach@trust.example", false),
    ])
  func desk(_ address: String, _ takes: Bool) throws {
    let audience = try Oakfield.resolver().audience(address)
    #expect(audience.takesBreachReports == takes && audience.mustNotWait == takes)
  }
}
