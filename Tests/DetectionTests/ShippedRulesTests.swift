import Configuration
import Foundation
import Testing

@testable import Detection

/// The rule files that ship are their own test tables: what they list under `examples` must hold. The examples speak of
/// Aisha Khan and Tom Price, pupils of the test school, and of Mrs Patel and Mr Banks, who work there.
@Suite("The rules that ship")
struct ShippedRulesTests {
  struct Examples {
    var match: [String]
    var refuse: [String]
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "rules").path
  static let patterns = Result { try PatternDatabase.compile(rulesFolder: folder) }

  let school: TestSchool

  init() throws { school = try TestSchool(patterns: Self.patterns.get()) }

  /// What a rule file says of itself.
  private func read(_ path: String) throws -> Examples {
    var map = try YAMLFile.read(Self.folder + "/" + path)
    for key in ["title", "why", "source"] { #expect(try map.required(key).string().count > 3, "\(path): \(key)") }
    var examples = try map.required("examples").map()
    return Examples(
      match: try examples.required("match").list().map { try $0.string() },
      refuse: try examples.required("refuse").list().map { try $0.string() })
  }

  @Test("each category's examples hold", arguments: Category.allCases)
  func category(_ category: Detection.Category) throws {
    let examples = try read("categories/\(category.rawValue).yaml")
    #expect(!examples.match.isEmpty && !examples.refuse.isEmpty)
    for text in examples.match {
      #expect(about(category, text), "'\(text)' must be \(category.rawValue) about somebody")
    }
    for text in examples.refuse {
      #expect(!about(category, text), "'\(text)' must not be \(category.rawValue) about anybody")
    }
  }

  /// Whether a text holds the category about somebody; credentials need nobody.
  private func about(_ category: Detection.Category, _ text: String) -> Bool {
    findings(text).contains { finding in
      guard case .category(category, _) = finding.what else { return false }
      return category == .credentials || !finding.subjects.isEmpty
    }
  }

  @Test("each identifier's examples hold", arguments: IdentifierKind.allCases)
  func identifier(_ kind: IdentifierKind) throws {
    let examples = try read("identifiers/\(kind.rawValue).yaml")
    #expect(!examples.match.isEmpty && !examples.refuse.isEmpty)
    for text in examples.match { #expect(holds(kind, text), "'\(text)' holds a \(kind.rawValue)") }
    for text in examples.refuse { #expect(!holds(kind, text), "'\(text)' holds no \(kind.rawValue)") }
  }

  /// Written by nobody whom the examples name.
  private func findings(_ text: String) -> [Finding] {
    school.find([TestSchool.prose(text)], from: "head@oakfield.example")
  }

  private func holds(_ kind: IdentifierKind, _ text: String) -> Bool {
    findings(text).contains { if case .identifier(kind, _) = $0.what { true } else { false } }
  }

  @Test("every file of the folders is one of a known category or identifier")
  func noStrays() throws {
    let files = FileManager.default
    let categories = try files.contentsOfDirectory(atPath: Self.folder + "/categories")
    #expect(Set(categories) == Set(Category.allCases.map { $0.rawValue + ".yaml" }))
    let identifiers = try files.contentsOfDirectory(atPath: Self.folder + "/identifiers")
    #expect(Set(identifiers) == Set(IdentifierKind.allCases.map { $0.rawValue + ".yaml" }))
  }

  @Test("phrases of ordinary school life count for nobody")
  func schoolLife() {
    for text in Self.ordinary {
      let found = findings(text).filter { finding in
        guard case .category(let category, _) = finding.what, category != .personalBasic else { return false }
        return !finding.subjects.isEmpty
      }
      #expect(found.isEmpty, "'\(text)': \(school.categories(found))")
    }
  }

  /// Each names somebody, so that only the words decide.
  static let ordinary = [
    "Mrs Patel is the health and safety representative this year.",
    "Mrs Patel hosts the SEN coffee morning in the library.",
    "Mr Banks teaches RE and history to 8C: this term the Crusades and the five pillars of Islam.",
    "Tom Price painted a union jack on his project.",
    "Mr Banks's curriculum letter says that 8C will study reproduction and genetics in biology.",
    "Job advert: Mrs Patel seeks a teaching assistant for pupils with autism, salary range £21,000 to £23,500.",
    "Menu: Mr Banks recommends the halal chicken curry and the gluten free brownie.",
    "Mrs Patel circulated the safeguarding policy and the anti-bullying policy.",
    "Mr Banks has booked training on epilepsy, diabetes and anaphylaxis for all staff.",
    "Blank form from Mrs Patel: medical conditions, allergies, ethnicity, religion.",
    "Aisha Khan spoke at the Remembrance assembly about a prisoner of war.",
    "Tom Price asked whether the strike on the cover of his history book was in 1926.",
    "Mr Banks will run the cake sale for Macmillan and for Children in Need.",
    "Mrs Patel thanks the school council for the mock election.",
  ]
}
