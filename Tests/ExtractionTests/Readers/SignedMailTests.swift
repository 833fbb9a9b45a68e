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
    #expect(sample.part.protection == .encryptedMail || sample.part.protection == .openPassword)
    #expect(sample.part.characters == 0)
  }
}
