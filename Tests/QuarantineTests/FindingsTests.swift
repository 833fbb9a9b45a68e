import Detection
import Foundation
import Testing

@testable import Quarantine

@Suite("What was found in a held message, and where")
struct FindingsTests {
  private let findings = HeldFindings(
    texts: [.init(number: 3, place: "attachment Wobblegate.csv", fingerprint: .max)], people: ["Xylophona Brambleby"],
    marks: [
      .init(text: 0, range: 4..<12, what: .category(.health, .serious), people: [0], rules: [0]),
      .init(text: 0, range: 5..<5, what: .identifier(.nhsNumber), people: [0], isAmbiguous: true),
      .init(text: 0, range: 1..<2, what: .person),
    ], leftOut: 7)

  @Test("is kept with it, and nowhere in clear")
  func kept() throws {
    let sample = try Sample()
    var message = sampleMessage()
    message.findings = findings
    let id = try sample.open().hold(message, content: try sampleContent()).id
    #expect(try sample.open().show(id).message?.findings == findings)
    for word in ["Brambleby", "Wobblegate.csv", "nhs_number"] { #expect(try sample.files(with: word) == []) }
  }

  @Test("what was stored before it was kept has none")
  func older() throws {
    let encoded = try JSONEncoder().encode(sampleMessage())
    #expect(!String(decoding: encoded, as: UTF8.self).contains("findings"))
    #expect(try JSONDecoder().decode(HeldMessage.self, from: encoded).findings == nil)
  }

  @Test("of every category and kind comes back as it was")
  func words() throws {
    let all =
      Detection.Category.allCases.flatMap { category in
        Grade.allCases.map { HeldFindings.What.category(category, $0) }
      } + IdentifierKind.allCases.map { .identifier($0) } + [.person]
    let marks = all.map { HeldFindings.Mark(text: 0, range: 0..<1, what: $0) }
    #expect(try JSONDecoder().decode([HeldFindings.Mark].self, from: JSONEncoder().encode(marks)) == marks)
  }

  @Test(
    "damaged is refused",
    arguments: ["[0,5,4,\"person\",false,[],[]]", "[0,-1,4,\"person\",false,[],[]]", "[0,1,4,\"health\",false,[],[]]"])
  func damaged(_ json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(HeldFindings.Mark.self, from: Data(json.utf8)) }
  }
}
