import Extraction
import Testing

@Suite("Pictures")
struct PictureTests {
  @Test(
    "text in a picture is recognised, whatever its format and however it must be turned",
    arguments: ["note.png", "note.jpg", "note.gif", "note.bmp", "note.webp", "turned.jpg"])
  func formats(name: String) throws {
    let sample = try Sample(name)
    #expect(sample.part.unreadable == nil)
    #expect(sample.text(.recognised).contains("severe epilepsy"))
    #expect(sample.text(.recognised).contains("rescue inhaler"))
  }

  @Test("all sheets of a fax")
  func fax() throws {
    let sample = try Sample("fax.tiff")
    #expect(sample.text(.recognised).contains("severe epilepsy"))
    #expect(sample.place("Second sheet of the fax") == "page 2")
  }

  @Test("a logo has no text, and does not count as unread")
  func logo() throws {
    let sample = try Sample("logo.png")
    #expect(sample.part.unreadable == nil)
    #expect(sample.texts.isEmpty)
  }

  @Test("past its bounds a picture is unread, which rules can tell")
  func bounds() throws {
    var limits = ExtractionLimits()
    limits.pixels = 1_000
    let large = try Sample("note.png", limits: limits)
    #expect(large.part.unreadableKind == .picture)
    #expect(large.part.unreadable == "picture: picture not read: more points than are read in one message")
    limits = ExtractionLimits()
    limits.recognitionMilliseconds = 0
    #expect(try Sample("note.png", limits: limits).part.unreadableKind == .picture)
  }

  @Test("a picture that claims to be vast is not decoded")
  func bomb() {
    // A PNG header of 50,000 by 50,000 points.
    let png: [UInt8] = [
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0xC3, 0x50, 0, 0, 0xC3,
      0x50, 8, 0, 0, 0, 0, 0x11, 0x22, 0x33, 0x44,
    ]
    let sample = Sample(png + [UInt8](repeating: 0, count: 40), name: "a.png")
    #expect(sample.part.unreadableKind == .picture)
  }
}
