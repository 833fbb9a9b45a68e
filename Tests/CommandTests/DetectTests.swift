import Foundation
import Testing

@Suite("postern detect says what a text holds, and where")
struct DetectTests {
  private let school: School

  init() throws { school = try School() }

  private func line(_ id: String, _ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(["id": id, "text": text]), as: UTF8.self) + "\n"
  }

  @Test(
    "with offsets in code points, the end exclusive, whatever stands before",
    arguments: [
      "", "Dear all, ", "Zoë: ", "🎉👩‍👩‍👧 ", "e\u{301}e\u{301} ", "\u{200F}שלום ", "𝔄𝔟𝔠 ﬃ ", "\u{FEFF}\u{AD}x ",
      "a\r\nb\tc ",
    ])
  func offsets(_ before: String) throws {
    let text = before + "Aisha Khan has epilepsy, NHS number 943 476 5919."
    let outcome = try school.run("detect", input: line("t", text))
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let found = try #require(try outcome.answers(Detected.self).first)
    let person = try #require(found.people.first { $0.name == "Aisha Khan" })
    #expect(text.codePoints(person.start, person.end) == "Aisha Khan")
    let category = try #require(found.categories.first)
    #expect(text.codePoints(category.start, category.end) == "epilepsy")
    #expect(category.category == "health" && category.about == "Aisha Khan")
    let identifier = try #require(found.identifiers.first)
    #expect(text.codePoints(identifier.start, identifier.end) == "943 476 5919")
    #expect(identifier.kind == "nhs_number" && identifier.value == "9434765919")
    for confidence in [person.confidence, category.confidence, identifier.confidence] {
      #expect(confidence > 0 && confidence <= 1)
    }
  }

  @Test("with the keys of the contract, null where a category is about nobody")
  func keys() throws {
    let outcome = try school.run("detect", input: line("1", "Epilepsy training is on Monday.") + line("2", ""))
    let objects = try outcome.objects()
    #expect(objects.map { Set($0.keys) } == Array(repeating: ["id", "identifiers", "people", "categories"], count: 2))
    let category = try #require((objects[0]["categories"] as? [[String: Any]])?.first)
    #expect(Set(category.keys) == ["category", "about", "start", "end", "confidence"])
    #expect(category["about"] is NSNull)
    #expect((objects[1]["people"] as? [Any])?.isEmpty == true)
  }

  @Test("two pupils of one name are told once")
  func twice() throws {
    let found = try school.run("detect", input: line("1", "Oliver Hart has epilepsy.")).answers(Detected.self)[0]
    #expect(found.people.map(\.name) == ["Oliver Hart"])
    #expect(found.categories.map(\.about) == ["Oliver Hart"])
  }

  @Test("a line that is no request is told by its id or its number; the others are answered")
  func brokenLines() throws {
    let input = try line("a", "Aisha Khan") + "{\"id\": \"b\"}\nAisha Khan\n" + line("c", "Thomas Price")
    let outcome = try school.run("detect", input: input)
    #expect(outcome.status == 65)
    #expect(try outcome.ids() == ["'a'", "'b'", "'c'"])
    #expect(try outcome.answers(Detected.self).map { $0.people.map(\.name) } == [["Aisha Khan"], [], ["Thomas Price"]])
    #expect(try outcome.objects()[1]["failure"] as? String == "the request cannot be used: the key 'text' is missing")
    #expect(
      outcome.errors == "postern: line 3 of standard input is no request: it is not JSON: write {\"id\", \"text\"}\n")
  }

  @Test("bytes that are no UTF-8 lose nothing but themselves")
  func badBytes() throws {
    let input = Data("{\"id\": \"1\", \"text\": \"".utf8) + [0xFF, 0xC3] + Data(" Aisha Khan\"}\n".utf8)
    let outcome = try Program.run(["detect", "--config", school.configuration], input: input)
    #expect(try outcome.answers(Detected.self)[0].people.map(\.name) == ["Aisha Khan"])
  }
}
