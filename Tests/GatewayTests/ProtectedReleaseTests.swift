import Foundation
import PosternKit
import Testing

extension ThroughRelease {
  @Suite("Releasing held mail under a password", .serialized, .school)
  struct ProtectedReleaseTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private static let csv = "Name,Plan\nMia Stone,EHCP in the plan\n"

    /// Special needs of another family's child, in an attachment.
    private func mail(from: String = "t.ash@oakfield.example", attachment: Bool = true) -> Mail {
      let list = """
        --edge
        Content-Type: text/csv; name="Stone.csv"
        Content-Disposition: attachment; filename="Stone.csv"

        \(Self.csv)
        """
      return Mail(
        from: from, fields: ["X-Odd:   spaces  stay ", "Content-Type: multipart/mixed; boundary=edge"],
        text: """
          --edge
          Content-Type: text/plain

          \(attachment ? "The plan is attached." : "The EHCP review for Mia Stone is on Tuesday.")
          \(attachment ? list : "")
          --edge--
          """)
    }

    @Test(
      "the attachment goes under a password, the rest as it came; the sender is told where to ask, and not the words")
    func attachment() throws {
      let mail = mail()
      let reference = try school.hold(mail)
      let result = try school.site.run(["held", "release", reference, "--protected", "--reason", "checked"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("is released under a password"))
      let got = try school.received(mail)
      let words = try school.password(reference)
      #expect(words.split(separator: "-").count == 6)
      #expect(try Parcel(message: got).file("file.csv", words) == Self.csv.replacing("\n", with: "\r\n"))
      #expect(try Parcel(message: got).file("file.csv", words + "x") == nil)
      // Up to the attachment it is the same bytes.
      let before = try #require(
        String(decoding: mail.bytes, as: UTF8.self).components(separatedBy: "Content-Type: text/csv").first)
      #expect(String(decoding: got.asReleased().rest, as: UTF8.self).hasPrefix(before))
      #expect(!String(decoding: got.data, as: UTF8.self).contains("Mia Stone"))
      #expect(try school.protectionLetter(to: mail.from).reference == reference)
      // In no mail, no log and no file.
      for message in school.site.nextHop.messages {
        #expect(!String(decoding: message.data, as: UTF8.self).contains(words))
      }
      #expect(!school.site.postfix.log.contains(words) && !school.site.log.contains(words))
      #expect(try school.site.run(["audit", "list"]).output.contains("password shown"))
      #expect(try school.shown(reference).state == "released")
    }

    @Test("with its text, nothing of it can be read without the password")
    func text() throws {
      let mail = mail(attachment: false)
      let reference = try school.hold(mail)
      let result = try school.site.run(
        ["held", "release", reference, "--protected", "--with-text", "--reason", "checked"])
      #expect(result.status == 0, "\(result.errors)")
      let got = try school.received(mail)
      #expect(!String(decoding: got.data, as: UTF8.self).contains("Mia Stone"))
      #expect(String(decoding: got.data, as: UTF8.self).contains("opens with a password"))
    }

    @Test("what cannot be protected stays held, whole, and nothing of it goes")
    func nothing() throws {
      let mail = mail(attachment: false)
      let reference = try school.hold(mail)
      let result = try school.site.run(["held", "release", reference, "--protected", "--reason", "checked"])
      #expect(result.status == 65)
      #expect(result.errors.contains("there is nothing in it to protect"))
      #expect(try school.shown(reference).state == "held")
      #expect(try school.copies(mail).isEmpty)
      #expect(try school.site.run(["held", "password", reference]).status == 65)
    }
  }
}
