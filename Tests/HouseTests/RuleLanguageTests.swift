import Foundation
import Testing

@Suite("The reference of the rule language")
struct RuleLanguageTests {
  @Test("tells every key that rules may have, and none that they may not")
  func keys() throws {
    var known: Set<String> = []
    for file in ["Sources/Policy/ConditionReader.swift", "Sources/Policy/RuleReader.swift"] {
      let read = try Checkout.text(of: file).matches(of: #/\.(?:optional|required)\("(?<key>[^"]+)"\)/#)
      known.formUnion(read.map { String($0.key) })
    }
    // Those of the file itself, and of exceptions.
    known.subtract(["schema", "define", "rules", "name", "until", "from", "to", "fits", "stale"])
    var told: Set<String> = []
    for line in try Checkout.text(of: "docs/rules.md").split(separator: "\n") where line.hasPrefix("| `") {
      let cell = line.split(separator: "|")[0]
      told.formUnion(cell.matches(of: #/`(?<key>[a-z_]+)`/#).map { String($0.key) })
    }
    told.remove("name")
    #expect(known.count > 60)
    #expect(told == known)
  }

  @Test("tells every requirement")
  func requirements() throws {
    let text = try Checkout.text(of: "docs/rules.md")
    let words = try Checkout.text(of: "Sources/Policy/Requirement.swift").matches(
      of: #/case \.[A-Za-z]+: "(?<word>[a-z_]+)"/#)
    #expect(words.count > 9)
    for word in words { #expect(text.contains("`\(word.word)`"), "\(word.word)") }
  }
}
