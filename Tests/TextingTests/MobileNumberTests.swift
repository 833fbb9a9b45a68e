import Testing

@testable import Texting

@Suite("The number that a password goes to")
struct MobileNumberTests {
  private let home: Set = ["GB", "GG", "JE", "IM"]

  @Test(
    "is read as people write it, and has one form",
    arguments: [
      "07700 900123", "07700900123", "+44 7700 900123", "+44 (0)7700 900123", "00447700900123", " (07700) 900-123 ",
      "07700\u{A0}900.123",
    ])
  func forms(typed: String) throws {
    #expect(try MobileNumber(typed, in: home).e164 == "+447700900123")
  }

  @Test("is one of the Isle of Man and of Jersey, too, whose networks are dialled as those here")
  func islands() throws {
    #expect(try MobileNumber("07624 123456", in: home).e164 == "+447624123456")
    #expect(throws: MobileNumberFault.abroad) { try MobileNumber("07624 123456", in: ["GB"]) }
  }

  @Test(
    "is refused with the reason where it is no mobile telephone's",
    arguments: [
      ("", MobileNumberFault.none), ("not a number", .none), ("0770OFLOWER", .none), ("07700 900123 ext 4", .none),
      ("999", .none), ("07700", .notMobile), ("07700 9001234", .none),
      (String(repeating: "0770090012", count: 9), .none),
      ("07700 900123\r\nX: y", .none), ("٠٧٧٠٠ ٩٠٠١٢٣", .none),
      ("020 7946 0123", .landline), ("0113 496 0123", .landline), ("070 1234 5678", .notMobile),
      ("0900 123 4567", .notMobile), ("0800 123456", .notMobile), ("07612 345678", .notMobile),
      ("+33 6 12 34 56 78", .abroad), ("+33 1 42 68 53 00", .abroad), ("+1 202 555 0123", .abroad),
    ])
  func refused(typed: String, fault: MobileNumberFault) {
    #expect(throws: fault) { try MobileNumber(typed, in: home) }
  }

  @Test("may be abroad where the school has said so")
  func abroad() throws {
    #expect(try MobileNumber("+353 85 012 3456", in: home.union(["IE"])).e164 == "+353850123456")
  }

  @Test("shows itself to nobody who prints it")
  func printed() throws {
    let number = try MobileNumber("07700 900123", in: home)
    #expect(!"\(number)\(String(reflecting: number))".contains("900123"))
    var dumped = ""
    dump(number, to: &dumped)
    #expect(!dumped.contains("900123"))
  }
}

@Suite("What a text with a password says")
struct PasswordTextTests {
  @Test("is the password, whole and at the end, and the school; one message where that can be")
  func text() {
    let text = PasswordText("lantern-orbit-velvet-acorn-mellow-tundra", school: "Oakfield Academy").text
    #expect(text == "The password for the email from Oakfield Academy: lantern-orbit-velvet-acorn-mellow-tundra")
    #expect(PasswordText.isOneMessage(text))
  }

  @Test("a name that is long or has rare letters is cut or written plainly, the password never")
  func long() {
    let words = "lantern-orbit-velvet-acorn-mellow-tundra"
    let long = PasswordText(
      words,
      school: "The Most Venerable and Ancient Grammar School of Saint Æthelthryth at Wobblegate-under-Moor and District"
    )
    .text
    #expect(PasswordText.isOneMessage(long) && long.hasSuffix(": " + words))
    let welsh = PasswordText(words, school: "Ysgol Gŵyr St\u{2019}s").text
    #expect(welsh.contains("Ysgol Gwyr St's") && PasswordText.isOneMessage(welsh))
    let agreed = PasswordText("Ωμέγα-šest-žába", school: "Oakfield").text
    #expect(agreed.hasSuffix(": Ωμέγα-šest-žába"))
  }

  @Test("signs of the extended alphabet count twice")
  func septets() {
    #expect(PasswordText.septets("a{}") == 5)
    #expect(PasswordText.septets("ŵ") == nil)
    #expect(PasswordText.isOneMessage(String(repeating: "a", count: 160)))
    #expect(!PasswordText.isOneMessage(String(repeating: "a", count: 159) + "€"))
    #expect(!PasswordText.isOneMessage(String(repeating: "ω", count: 71)))
  }
}
