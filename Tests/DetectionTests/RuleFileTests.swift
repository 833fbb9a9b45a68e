import Testing

@testable import Detection

@Suite("Rule files")
struct RuleFileTests {
  @Test("compile into one database that knows every id")
  func compiles() throws {
    let patterns = try RuleFolder.usual().compile()
    #expect(patterns.recognisers.contains("health.epilepsy"))
    #expect(patterns.recognisers.contains("nhs_number.grouped"))
  }

  @Test("refuse an unknown key with its place and a suggestion")
  func unknownKey() throws {
    let folder = try RuleFolder(categories: [
      "health": RuleFolder.health.replacing("exclude:", with: "exlude:")
    ])
    #expect(folder.refusal() == "categories/health.yaml:24:1: 'exlude' is not known here: did you mean 'exclude'?")
  }

  @Test("refuse an unknown category and an unknown validator")
  func unknownNames() throws {
    let category = try RuleFolder(categories: ["x": "category: helth\ntitle: x\nterms: []"])
    #expect(category.refusal()?.contains("x.yaml:1:11: 'helth' is not known here: did you mean 'health'?") == true)
    let validator = try RuleFolder(identifiers: [
      "nhs": RuleFolder.nhs.replacing("nhs_modulus_11", with: "nhs_modulus_12")
    ])
    #expect(validator.refusal()?.contains("did you mean 'nhs_modulus_11'?") == true)
  }

  @Test("refuse an id that stands twice, naming the other place")
  func sameID() throws {
    let other = RuleFolder.sen.replacing("sen.sen", with: "health.epilepsy")
    let refusal = try RuleFolder(categories: ["health": RuleFolder.health, "sen": other]).refusal()
    #expect(refusal?.contains("the id 'health.epilepsy' is taken by") == true)
  }

  @Test(
    "refuse what is not in the narrow dialect, with the remedy",
    arguments: [
      (#"\bword\b"#, "whole words are matched anyway"), ("^word", "leave it out"), ("a(?=b)", "only (…) and (?:…)"),
      ("(a", "not closed"),
      ("[a-", "not closed"), ("a{3,1}", "counts backwards"), ("a*", "matches nothing at all"),
      (#"\1a"#, "not in the dialect"),
      ("(?:[a-z]{200}){200}", "makes"), ("a**", "repetition"),
    ])
  func dialect(_ pattern: String, _ remedy: String) throws {
    let text = RuleFolder.upn.replacing("[A-Z][0-9]{11}[0-9A-Z]", with: pattern)
    let refusal = try #require(RuleFolder(identifiers: ["upn": text]).refusal())
    #expect(refusal.hasPrefix("identifiers/upn.yaml:4:"))
    #expect(refusal.contains("the expression cannot be used"))
    if remedy != "makes" { #expect(refusal.contains(remedy)) }
  }

  @Test("refuse a group that the expression lacks, a star inside a word, and an empty folder")
  func others() throws {
    let group = RuleFolder.password.replacing("value_group: 1", with: "value_group: 2")
    #expect(try RuleFolder(identifiers: ["p": group]).refusal()?.contains("the expression has 1 group") == true)
    let star = RuleFolder.health.replacing("allerg*", with: "al*lergy")
    #expect(try RuleFolder(categories: ["h": star]).refusal()?.contains("at the end of a word only") == true)
    #expect(try RuleFolder().refusal()?.contains("holds no rules") == true)
  }
}
