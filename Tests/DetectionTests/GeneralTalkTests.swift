import Extraction
import Testing

@testable import Detection

@Suite("General talk, and company that a term needs")
struct GeneralTalkTests {
  let school: TestSchool

  init() throws {
    school = try TestSchool(
      RuleFolder(categories: [
        "health": """
        category: health
        title: Health
        terms:
          - {id: health.anxiety, grade: serious, confidence: 0.9, words: [anxiety, epilepsy]}
          - {id: health.meal, grade: serious, confidence: 0.9, words: [FSM], case: exact, needs: [eligible], or_child: true}
        general: [training, assembly]
        headings_ordinary: [diet]
        """,
        "sen": """
        category: sen
        title: Needs
        terms:
          - {id: sen.autism, grade: serious, confidence: 0.9, words: [autism]}
        """,
      ]))
  }

  private func found(_ text: String) -> [String] {
    school.categories(school.find([TestSchool.prose(text)], from: "head@oakfield.example"))
  }

  @Test("a sentence about training or an assembly is about nobody who works there")
  func general() {
    #expect(found("Mrs Patel books the anxiety training.").isEmpty)
    #expect(found("Anxiety: an assembly for all.").isEmpty)
  }

  @Test("yet a child whom it is tied to closely is meant")
  func child() {
    #expect(found("Aisha Khan left the assembly because of her anxiety.").count == 1)
    #expect(
      found("Aisha Khan was away. She has anxiety after the training.") == ["health.anxiety: Aisha Khan 7R (pronoun)"])
  }

  @Test("a child stands for the company that a weak term needs, a colleague does not")
  func company() {
    #expect(found("Aisha Khan - FSM - trip") == ["health.meal: Aisha Khan 7R (sentence)"])
    #expect(found("Mrs Patel filed the FSM folder.").isEmpty)
    #expect(found("Eligible for FSM.") == ["health.meal: nobody"])
  }

  @Test("needs are children's: a colleague who is only mentioned has none")
  func colleague() {
    #expect(found("Mrs Patel hosts the autism group.") == ["sen.autism: nobody"])
    #expect(found("Mrs Patel's autism was diagnosed late.") == ["sen.autism: Jane Patel (sentence)"])
  }

  @Test("a heading may give an ordinary grade")
  func heading() {
    let table = Table(rows: [["Name", "Diet"], ["Aisha Khan", "vegetarian"]], headingRow: 0)
    let text = ExtractedText(place: Place(part: 1, words: "list.csv"), kind: .visible, content: .table(table))
    #expect(school.find([text]).contains { $0.what == .category(.health, .ordinary) })
  }

  @Test("a name that might be anybody's in the news weighs less than one beside a form or a pupil")
  func strangers() {
    func confidence(_ text: String) -> Double? {
      school.find([TestSchool.prose(text)]).first { $0.what == .category(.health, .serious) }?.confidence
    }
    #expect(confidence("Lucy Baker has epilepsy.") == 0.9 * 0.8)
    #expect(confidence("The pupil Lucy Baker has epilepsy.") == 0.9)
    #expect(confidence("Lucy Baker (7R) has epilepsy.") == 0.9)
  }

  @Test("a list of names is about what introduces it")
  func lists() {
    let text = "These are in the anxiety group at lunch.\n\nPlease be kind.\n\nAisha Khan, Tom Price, Grace Young"
    #expect(found(text) == ["health.anxiety: Aisha Khan 7R, Thomas Price 8C, Grace Young 7R (heading)"])
  }
}
