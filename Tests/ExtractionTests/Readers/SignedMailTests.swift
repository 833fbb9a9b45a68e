import Extraction
import Testing

@Suite("S/MIME")
struct SignedMailTests {
  @Test("what is only signed is read", arguments: ["signed.p7m", "signed-in-pieces.p7m"])
  func signed(name: String) throws {
    let sample = try Sample(name)
    #expect(sample.part.unreadable == nil)
    #expect(sample.text(.visible).contains("Words inside a signature"))
  }

  @Test("what is encrypted is encrypted mail, whatever its part declares")
  func enveloped() throws {
    let sample = try Sample("enveloped.p7m")
    #expect(sample.part.protection == .encryptedMail)
    #expect(sample.part.characters == 0)
  }

  @Test("packages of secure-mail services are encrypted mail, with their name")
  func packages() {
    let purview = Sample([0x76, 0xE8, 0x04, 0x60, 0xC4, 0x11, 0xE3, 0x86, 1, 2, 3], name: "message_v2.rpmsg")
    #expect(purview.part.protection == .encryptedMail)
    #expect(purview.part.notes == ["it is a rights-managed message, which only its recipient opens"])
    let egress = Sample((0..<200).map { UInt8(truncatingIfNeeded: $0 * 37 % 251) }, name: "reports.switch")
    #expect(egress.part.protection == .encryptedMail)
    #expect(egress.part.notes == ["it is a package of Egress Switch, which only its recipient opens"])
    // A text with that name is a text.
    #expect(Sample(Array("Tom has asthma".utf8), name: "a.switch").part.protection == .none)
  }
}
