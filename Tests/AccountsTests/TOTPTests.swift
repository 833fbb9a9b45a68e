import Foundation
import Testing

@testable import Accounts

@Suite("Codes of an authenticator app")
struct TOTPTests {
  /// RFC 6238, appendix B, SHA-1: its eight digits end in our six.
  @Test(
    "are those of the standard's table",
    arguments: [
      (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
      (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ] as [(Int64, String)])
  func table(time: Int64, code: String) {
    #expect(TOTP.code(Data("12345678901234567890".utf8), step: time / TOTP.step) == code)
  }

  @Test("are right for the step, the one before and the one after, once each, and never backwards")
  func window() {
    let secret = Data("12345678901234567890".utf8)
    let now: Int64 = 1_234_567_890
    func code(_ steps: Int64) -> String { TOTP.code(secret, step: now / TOTP.step + steps) }
    for (steps, isRight) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] as [(Int64, Bool)] {
      var state = TOTPState(secret: secret)
      let (first, second) = (state.take(code(steps), at: now), state.take(code(steps), at: now))
      #expect(first == isRight && !second)
    }
    var state = TOTPState(secret: secret)
    let taken = [1, 0, -1].map { state.take(code($0), at: now) }
    #expect(taken == [true, false, false])
  }

  @Test("are read as people type them, in digits of ours alone")
  func typed() {
    #expect(TOTP.read(" 123 456 ") == "123456" && TOTP.read("123-456") == "123456")
    for wrong in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "+12345", "-12345"] { #expect(TOTP.read(wrong) == nil) }
  }

  /// RFC 4648 §10.
  @Test(
    "have their secret in Base32",
    arguments: [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
      ("foobar", "MZXW6YTBOI"),
    ])
  func base32(text: String, encoded: String) { #expect(Base32.encode(text.utf8) == encoded) }

  @Test("secrets have 160 bits, and no two are alike")
  func random() {
    let secrets = Set((0..<100).map { _ in TOTPState.random().secret })
    #expect(secrets.count == 100 && secrets.allSatisfy { $0.count == 20 })
  }
}
