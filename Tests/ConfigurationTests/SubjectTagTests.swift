import Configuration
import Foundation
import Testing

@Suite("A tag at the start of a subject")
struct SubjectTagTests {
  private func settings(_ text: String = "") throws -> ProtectionSettings {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("organisation: {name: Oakfield, domains: [oakfield.example]}\n\(text)".utf8).write(to: file)
    return try Settings.load(file.path).protection
  }

  @Test(
    "asks for a password in any case of letters, and the rest is the subject",
    arguments: [
      ("[protect] Review", "Review"), ("  [PROTECT]Review", "Review"), ("[Protect]", ""),
      ("[protect] [protect] Review", "[protect] Review"), ("[protect]\u{A0}Ünï", "Ünï"),
    ])
  func asks(subject: String, rest: String) throws {
    #expect(try settings().tag(of: subject) == SubjectTag(tag: "[protect]", rest: rest))
  }

  @Test(
    "stands nowhere else, and is no other word",
    arguments: ["Re: [protect] Review", "Review [protect]", "[protected] Review", "protect Review", "", "[protect"])
  func others(subject: String) throws { #expect(try settings().tag(of: subject) == nil) }

  @Test("is what the school says; of two that begin alike the longer counts; an empty list turns it off")
  func own() throws {
    let own = try settings("protection: {subject_tags: ['#safe', '#safe!']}\n")
    #expect(own.tag(of: "#Safe! Review") == SubjectTag(tag: "#safe!", rest: "Review"))
    #expect(own.tag(of: "#safe Review")?.rest == "Review" && own.tag(of: "[protect] Review") == nil)
    #expect(try settings("protection: {subject_tags: []}\n").tag(of: "[protect] Review") == nil)
  }

  @Test("that could begin any subject is refused", arguments: ["protect", "'[a b]'", "ü[tag]", "'#'", "''"])
  func refused(tag: String) {
    #expect(throws: ConfigurationError.self) { try settings("protection: {subject_tags: [\(tag)]}\n") }
  }
}
