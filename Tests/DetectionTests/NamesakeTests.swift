import Extraction
import Testing

@testable import Detection

/// In a trust of schools thousands bear one first name.
@Suite("A first name that many bear")
struct NamesakeTests {
  let school: TestSchool

  init() throws {
    school = try TestSchool(
      patterns: RuleFolder.usual().compile(),
      more: (0..<1_900).map { ",Aisha,Ash\(String($0, radix: 26)),,2013-01-01,9Z,9,,,,," })
  }

  /// Who comes to a club: of these nobody is told of more than a name.
  private static let list = String(
    repeating: "Aisha, Thomas, Aisha, Grace, Aisha, Aisha, Oliver and Aisha\n", count: 3_000)

  private func found(_ text: String) -> [String] { school.categories(school.find(Self.list + "\n" + text)) }

  @Test("means who is named in full elsewhere, however often it stands")
  func established() {
    #expect(
      found("Aisha Khan was late.\n\nAisha has epilepsy.") == ["health.epilepsy: Aisha Khan 7R (sentence)"])
  }

  @Test("means who is in the form that stands beside it")
  func inForm() {
    #expect(found("Aisha (7R) has epilepsy.") == ["health.epilepsy: Aisha Khan 7R (sentence)"])
  }

  @Test("means nobody where nothing says which")
  func open() {
    #expect(found("Aisha has epilepsy.") == ["health.epilepsy: nobody"])
  }
}
