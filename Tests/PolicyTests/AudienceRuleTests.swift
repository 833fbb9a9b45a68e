import Configuration
import Detection
import Foundation
import MIME
import People
import Testing

@testable import Policy

/// The sample school, with rules and lists of its own.
struct OwnSchool {
  var rules = ""
  var lists = ListBook()
  var officers = Settings.Officers(byCabinet: [:])

  func resolver() throws -> AudienceResolver {
    var settings = try Settings.load(Oakfield.folder + "/postern.yaml")
    settings.officers = officers
    let people = try PeopleIndex.build(files: settings.people, organisation: settings.organisation)
    return AudienceResolver(people: people, settings: settings, rules: try audienceRules(), lists: lists)
  }

  func audienceRules() throws -> AudienceRules {
    let file = FileManager.default.temporaryDirectory.appending(path: "own-\(UUID().uuidString).yaml")
    try rules.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try AudienceRules.load(
      folder: School.rulesFolder, additions: Oakfield.folder + "/private_mail_domains.txt",
      own: rules.isEmpty ? nil : file.path)
  }

  /// The error with its place, or "no error".
  func error() -> String {
    do {
      _ = try audienceRules()
      return "no error"
    } catch {
      return "\(error)".replacing(#/^.*own-[0-9A-F-]+\.yaml/#, with: "")
    }
  }
}

@Suite("Rules of who an address is")
struct AudienceRuleTests {
  @Test(
    "that ship know agencies, exam boards, schools and lists by their domains",
    arguments: [
      ("a.nurse@nhs.net", AudienceKind.professional), ("a.nurse@leeds.nhs.uk", .professional),
      ("desk@harrow.police.uk", .professional), ("x@firm.co.uk.cjsm.net", .professional),
      ("sen@harrow.gov.uk", .professional), ("exams@aqa.org.uk", .professional),
      ("office@beech.northmere.sch.uk", .otherSchool), ("x@ucas.ac.uk", .professional), ("x@leeds.ac.uk", .otherSchool),
      ("pta@googlegroups.com", .list), ("x@notnhs.net", .unknown), ("x@nhs.net.example", .unknown),
      ("someone@gmail.com", .privateMailbox),
    ])
  func shipped(_ address: String, _ kind: AudienceKind) throws {
    let audience = try OwnSchool().resolver().audience(address)
    #expect(audience.kind == kind)
    // What a domain alone says lets nothing out.
    #expect(audience.grant == nil && !audience.hasSafeguardingRoute)
  }

  @Test("that ship grant nothing, and no webmail domain is another's")
  func harmless() throws {
    let rules = try OwnSchool().audienceRules()
    let all =
      Array(rules.shipped.addresses.values) + rules.shipped.locals.map(\.rule) + rules.shipped.domains.values
      + rules.shipped.below.values
    #expect(all.count > 40 && all.allSatisfy { $0.grant == nil })
    #expect(rules.privateMailDomains.isDisjoint(with: rules.shipped.domains.keys))
  }

  @Test("that ship take a list of families or of everybody that nobody knows for one that may hold pupils")
  func nameless() throws {
    let resolver = try OwnSchool().resolver()
    for address in ["year9@oakfield.example", "year9+trip@oakfield.example", "Class-Parents@trust.example"] {
      let list = resolver.audience(address)
      #expect(list.kind == .list && list.members?.isComplete == false && list.reaches([.pupil]), "\(address)")
    }
    // Whose members are known is known by them.
    #expect(resolver.audience("all-parents@oakfield.example").members?.isComplete == true)
    // Elsewhere it is somebody's mailbox.
    #expect(resolver.audience("year9@elsewhere.example").kind == .unknown)
  }

  @Test("of the school go before those that ship, and the records before either")
  func order() throws {
    let resolver = try OwnSchool(
      rules: """
        audiences:
          - {kind: professional, agency: Leeds CAMHS, may_receive: [health, sen], bulk: 3, match: [camhs.leeds.nhs.uk, "duty@leeds.nhs.uk"]}
          - {kind: supplier, match: ["*.leeds.nhs.uk"]}
          - {kind: unknown, match: [nhs.net]}
          - {kind: pupil, match: ["*@pupils.oakfield.example"]}
          - {kind: staff, match: [m.bishop@oakfield.example, 25katherinep62@pupils.oakfield.example, "supply*@"]}
          - {kind: guardian, match: [gmail.com]}
        """
    ).resolver()
    let duty = resolver.audience("x@camhs.leeds.nhs.uk")
    #expect(duty.kind == .professional && duty.agency == "leeds camhs")
    #expect(duty.grant == Audience.Grant(mayReceive: [.health, .sen], bulk: 3))
    #expect(resolver.audience("duty@leeds.nhs.uk").grant != nil)
    #expect(resolver.audience("other@leeds.nhs.uk").kind == .professional)
    #expect(resolver.audience("other@leeds.nhs.uk").grant == nil)
    #expect(resolver.audience("other@pay.leeds.nhs.uk").kind == .supplier)
    #expect(resolver.audience("a.nurse@nhs.net").kind == .unknown)
    #expect(resolver.audience("new.child@pupils.oakfield.example").kind == .pupil)
    #expect(resolver.audience("supply3@trust.example").kind == .staff)
    #expect(resolver.audience("someone@gmail.com").kind == .guardian)
    #expect(resolver.audience("25katherinep62@pupils.oakfield.example").kind == .pupil)
    // Mail of a pupil whom the records lack is not read either (D2).
    #expect(resolver.sender("new.child@pupils.oakfield.example", headers: .init()).kind == .pupil)
  }

  @Test("trust nobody who looks like somebody known, unless the school named that very domain")
  func lookAlikes() throws {
    let rules = "audiences:\n  - {kind: professional, may_receive: [health], match: [\"*.example\"]}\n"
    #expect(OwnSchool(rules: rules).error().contains("whole top-level domain"))
    let wide = "audiences:\n  - {kind: professional, may_receive: [health], match: [\"*@nortmere.example\"]}\n"
    let known = try OwnSchool(rules: wide).resolver().audience("mash@nortmere.example")
    #expect(known.kind == .professional && known.resembles == nil)
    let shipped = try OwnSchool().resolver().audience("x@oakfield.example.sch.uk")
    #expect(shipped.kind == .unknown && shipped.resembles == "oakfield.example")
  }

  @Test("may add protected channels")
  func channels() throws {
    let resolver = try OwnSchool(
      rules: "protected_channels: {domains: [wellbeing.example], organisation_words: [chaplaincy]}\n"
    ).resolver()
    #expect(resolver.audience("help@wellbeing.example").isProtectedChannel)
    #expect(resolver.audience("x@neu.org.uk").isProtectedChannel)
    #expect(!resolver.audience("x@elsewhere.example").isProtectedChannel)
  }

  @Test(
    "that are wrong are told with their place and what to write",
    arguments: [
      ("audiences: [{kind: profesional, match: [a.example]}]", ":1:20: 'profesional' is not known here: did you mean"),
      ("audiences: [{kind: staff, mach: [a.example]}]", ":1:27: the key 'match' is missing: is it meant by 'mach'?"),
      ("audiences: [{kind: staff, match: [\"a b@c.example\"]}]", ":1:35: 'a b@c.example' is no pattern: write"),
      ("audiences: [{kind: staff, match: [\"*@\"]}]", ":1:35: '*@' is no pattern"),
      ("audiences: [{kind: staff, match: [\"uk\"]}]", ":1:35: 'uk' would be everybody in a whole top-level domain"),
      ("audiences: [{kind: staff, match: [\"a.*.example\"]}]", ":1:35: 'a.*.example' is no pattern"),
      ("audiences: [{kind: staff, match: [*.a.example]}]", ": put a word that begins with * into quotes"),
      (
        "audiences: [{kind: staff, match: [a.example]}, {kind: pupil, match: [A.example]}]",
        ":1:70: 'A.example' stands twice: it is 'staff' in line 1"
      ),
      (
        "audiences: [{kind: guardian, may_receive: [health], match: [a.example]}]",
        ":1:43: 'guardian' is no partner: 'may_receive' and 'bulk' are for professional, supplier and other_school"
      ),
      (
        "audiences: [{kind: supplier, may_receive: [healt], match: [a.example]}]",
        ":1:44: 'healt' is not known here: did you mean 'health'?"
      ),
      ("protected_channel: {}", ":1:1: 'protected_channel' is not known here: did you mean 'protected_channels'?"),
    ])
  func wrong(_ rules: String, _ message: String) { #expect(OwnSchool(rules: rules).error().contains(message)) }

  @Test(
    "have stars before the @ that stand for any letters",
    arguments: [
      ("year*@", "year7@oakfield.example", true), ("year*@", "year@oakfield.example", true),
      ("year*@", "myyear7@oakfield.example", false), ("*-staff-*@", "all-staff-7@oakfield.example", true),
      ("*a*a*@", "banana@oakfield.example", true), ("*a*a*a*a@", "banana@oakfield.example", false),
      ("x@*.a.example", "x@b.a.example", true), ("x@*.a.example", "x@a.example", false),
      ("year*@", "year7@elsewhere.example", false),
    ])
  func stars(_ pattern: String, _ address: String, _ fits: Bool) throws {
    let pattern = try AddressPattern(pattern)
    let address = try #require(MailAddress(address))
    #expect(pattern.fits(address, isOwn: address.domain == "oakfield.example") == fits)
  }
}
