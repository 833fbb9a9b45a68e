import PosternKit
import Testing

extension ThroughPostfix {
  @Suite("An address that the records lack", .serialized, .school)
  struct CheckedParentTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let address = "dan.hart.new@homemail.example"

    private func mail(
      from: String = "t.ash@oakfield.example", to: String? = nil, about pupil: String = "Oliver Hart"
    ) -> Mail {
      Mail(from: from, to: [to ?? address], text: "\(pupil) has forgotten the violin.")
    }

    @Test("is asked about once: the sender's word lets mail about this pupil pass, their own and to this address alone")
    func word() throws {
      let reference = try school.hold(mail())
      #expect(try school.site.run(["held", "show", reference]).output.contains("\(address) of Oliver Hart"))
      #expect(try school.site.run(["held", "release", reference, "--checked-parent"]).status != 0)
      let result = try school.site.run(
        ["held", "release", reference, "--by-sender", "--checked-parent", "--by", "y.castell@oakfield.example"])
      #expect(result.status == 0, "\(result.errors)")
      try school.wait(for: reference, toBe: "released")

      let next = mail()
      #expect(try school.send(next).code == 250)
      _ = try school.received(next)
      #expect(try school.newlyHeld().isEmpty)
      for other in [
        mail(from: "w.birch@oakfield.example"), mail(to: "dan.hart.old@homemail.example"), mail(about: "Idris Bello"),
      ] {
        _ = try school.hold(other)
        #expect(try school.copies(other).isEmpty)
      }
      let trail = try school.site.run(["audit", "list"]).output
      let line = trail.split(separator: "\n").first { $0.contains("parent checked") }
      #expect(line?.contains("t.ash@oakfield.example  \(address) for Oliver Hart") == true, "\(trail)")
      #expect(trail.contains("entered by y.castell@oakfield.example"))
    }

    @Test("is never taken at its word for a pupil with whom some adult must have no contact")
    func guarded() throws {
      let reference = try school.hold(mail(about: "Pia Varga"))
      let shown = try school.site.run(["held", "show", reference]).output
      #expect(!shown.contains("Parent?"))
      let result = try school.site.run(["held", "release", reference, "--by-sender", "--checked-parent"])
      #expect(result.status != 0)
      #expect(result.errors.contains("not about one pupil to an address that the records lack"))
      #expect(try school.shown(reference).state == "held")
    }

    @Test("is not asked about in mail about two pupils: that is no letter to a parent")
    func twoPupils() throws {
      let reference = try school.hold(mail(about: "Ruby Tran, like Idris Bello,"))
      let result = try school.site.run(["held", "release", reference, "--by-sender", "--checked-parent"])
      #expect(result.status != 0)
      #expect(try school.site.run(["held", "release", reference, "--by-sender"]).status == 0)
    }

    @Test("is none where an order against contact came after the sender's word")
    func orderLater() throws {
      let reference = try school.hold(mail(to: "new.tran@homemail.example", about: "Ruby Tran"))
      #expect(try school.site.run(["held", "release", reference, "--by-sender", "--checked-parent"]).status == 0)
      let before = mail(to: "new.tran@homemail.example", about: "Ruby Tran")
      #expect(try school.send(before).code == 250)
      _ = try school.received(before)
      let order = try school.site.run([
        "people", "no-contact", "--pupil", "Ruby Tran", "--contact", "linh.tran@postbox.example", "--reason",
        "an order",
      ])
      #expect(order.status == 0, "\(order.errors)")
      try until { school.site.log.contains("read anew") }
      _ = try school.hold(mail(to: "new.tran@homemail.example", about: "Ruby Tran"))
    }
  }
}
