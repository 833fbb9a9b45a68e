import Foundation
import PosternKit
import Testing

extension ThroughRelease {
  @Suite(
    "Mail that waits for a colleague, or for a while", .serialized,
    .school {
      let files = try SchoolFolder(settings: "four_eyes: {checkers: [w.birch@oakfield.example]}")
      let partner = "{is: school_sender, recipient: {kind: professional, safeguarding_route: false}, finding: "
      try files.folder.write(
        "rules/policy.yaml",
        text: SchoolRules.policy
          + SchoolRules.rule(
            "money.partners", partner + "{category: financial, about: others}}",
            "[check, protect]\n    protect: always", release: "colleague")
          + SchoolRules.rule(
            "religion.partners", partner + "{category: religion, about: others}}", "[delay]\n    hold_for: 10 s"))
      try files.folder.write(
        "contacts.csv",
        text: """
          name,organisation,email_or_domain,kind,may_receive,bulk,safeguarding_route
          Transport,Northmere Council,transport@northmere.example,professional,financial;religion,30,no

          """)
      return try School(files: files)
    })
  struct WaitingMailTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private static let partner = "transport@northmere.example"
    private static let csv = "Name,Fares\nMia Stone,two terms in arrears\n"

    @Test("a colleague is asked, confirms the addresses, and it goes under its password, as the rule says")
    func checked() throws {
      let mail = Mail(
        from: "t.ash@oakfield.example", to: [Self.partner], fields: ["Content-Type: multipart/mixed; boundary=edge"],
        text: """
          --edge
          Content-Type: text/plain

          The list is attached.
          --edge
          Content-Type: text/csv; name="Stone.csv"
          Content-Disposition: attachment; filename="Stone.csv"

          \(Self.csv)
          --edge--
          """)
      let reference = try school.hold(mail)
      let letter = String(decoding: try school.notice(to: "w.birch@oakfield.example").data, as: UTF8.self)
      #expect(letter.contains(reference) && !letter.contains("Stone") && !letter.contains("northmere"))
      let early = try school.site.run(["held", "release", reference, "--reason", "in a hurry"])
      #expect(early.status != 0 && early.errors.contains("have to be checked first"))
      let shown = try school.site.run(["held", "check", reference, "--by", "w.birch@oakfield.example"])
      #expect(shown.output.contains(Self.partner) && !shown.output.contains("Stone"))
      let own = try school.site.run(["held", "check", reference, "--by", "t.ash@oakfield.example", "--confirm"])
      #expect(own.status != 0 && own.errors.contains("is your own"))
      let done = try school.site.run(
        ["held", "check", reference, "--by", "w.birch@oakfield.example", "--confirm", "--reason", "as in the contacts"])
      #expect(done.status == 0, "\(done.errors)")
      let got = Parcel(message: try school.received(mail))
      #expect(!got.text.contains("Mia Stone") && got.text.contains("The list is attached."))
      #expect(try got.file("file.csv", school.password(reference)) == Self.csv.replacing("\n", with: "\r\n"))
      try school.wait(for: reference, toBe: "released")
      try school.settle()
      #expect(try school.copies(mail).count == 1)
    }

    @Test("what waits for its sender to think again goes by itself, once, also where the filter is killed meanwhile")
    func delayed() throws {
      let mail = Mail(
        from: "a.pugh@oakfield.example", to: [Self.partner], text: "The communion of Mia Stone is on Sunday.")
      let reference = try school.hold(mail)
      #expect(try school.shown(reference).state == "held")
      try school.restartFilter()
      #expect(String(decoding: try school.received(mail).data, as: UTF8.self).contains("communion of Mia Stone"))
      try school.wait(for: reference, toBe: "released")
      try school.settle()
      #expect(try school.copies(mail).count == 1)
      #expect(school.notices(to: mail.from).contains { $0.contains("goes in a moment (\(reference))") })
    }
  }
}
