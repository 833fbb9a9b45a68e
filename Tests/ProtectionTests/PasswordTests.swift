import Configuration
import Foundation
import Testing

@testable import Protection

@Suite("Passwords")
struct PasswordTests {
  private static func list() throws -> WordList {
    try WordList.load(folder: Sample.root.appending(path: "rules").path)
  }

  @Test("the words that ship give a password of six words at least 60 bits")
  func bits() throws {
    let list = try Self.list()
    #expect(list.words.count >= 2_048)
    #expect(list.fewest == 6)
    #expect(6 * log2(Double(list.words.count)) >= 60)
    let words = list.password().words.split(separator: "-").map { String($0) }
    #expect(words.count == 6)
    #expect(words.allSatisfy { list.words.contains($0) })
  }

  @Test("fewer words than are safe are not made, and no more than fit")
  func counts() throws {
    let list = try Self.list()
    #expect(list.password(words: 2).words.split(separator: "-").count == 6)
    #expect(list.password(words: 9).words.split(separator: "-").count == 9)
    #expect(list.password(words: 1_000).withUTF8(\.count) <= Password.longest)
  }

  @Test("each word comes up, about as often as any other")
  func uniform() throws {
    let list = try Self.list()
    var counts: [Substring: Int] = [:]
    let passwords = 20_000
    for _ in 0..<passwords { for word in list.password().words.split(separator: "-") { counts[word, default: 0] += 1 } }
    #expect(counts.count == list.words.count)
    // Chi squared, whose standard deviation is the root of twice the degrees of freedom: ten of these never come.
    let expected = Double(passwords * 6) / Double(list.words.count)
    let chi = list.words.reduce(0.0) { $0 + pow(Double(counts[$1[...]] ?? 0) - expected, 2) / expected }
    let freedom = Double(list.words.count - 1)
    #expect(abs(chi - freedom) < 10 * (2 * freedom).squareRoot())
  }

  @Test("a password does not print itself, alone or inside another value")
  func silent() throws {
    let password = try Password("saddle-lantern")
    let order = ProtectionOrder(password: password)
    var dumped = ""
    dump(order, to: &dumped)
    for text in ["\(password)", String(reflecting: password), "\(order)", "\([password])", dumped] {
      #expect(!text.contains("saddle") && !text.contains("lantern"), "\(text)")
    }
  }

  @Test(
    "what cannot be typed alike everywhere is refused",
    arguments: [
      ("", PasswordFault.empty), (String(repeating: "x", count: 128), .tooLong), ("a\nb", .control),
      ("\u{FB01}sh", .ambiguous), (" blank", .ambiguous), ("\u{FF21}", .ambiguous),
    ])
  func refused(text: String, fault: PasswordFault) {
    #expect(throws: fault) { try Password(text) }
  }

  @Test("however an accent was typed, it is the same password")
  func oneForm() throws {
    #expect(try Password("cafe\u{301}") == Password("caf\u{E9}"))
    #expect(try Password("cafe") != Password("caf\u{E9}"))
  }

  @Test("a list with too few, doubled or strange words stops with the line")
  func badLists() {
    #expect(throws: ConfigurationError.self) { try WordList("acorn\nbadge\n", file: "words.txt") }
    #expect {
      try WordList("acorn\nbadge # remark\nacorn\n", file: "words.txt")
    } throws: {
      "\($0)" == "words.txt:3: 'acorn' stands in line 1, too"
    }
    #expect {
      try WordList("acorn\nBadge\n", file: "words.txt")
    } throws: {
      "\($0)".hasPrefix("words.txt:2: ")
    }
  }
}
