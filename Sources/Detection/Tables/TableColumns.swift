import Extraction
import Normalisation

/// What the headings of a table say about its columns.
struct TableColumns {
  enum NameRole {
    case first, last, whole
  }

  struct Column {
    /// Phrases of the rules in the heading, sorted.
    var expressions: [UInt32] = []
    var categories: [(category: Category, grade: Grade, confidence: Double, recogniser: String)] = []
    var role: NameRole?
  }

  private(set) var columns: [Column] = []
  /// Phrases of all headings.
  private(set) var expressions: Set<UInt32> = []

  /// A table with more columns is read without headings behind them.
  private static let columnBound = 2_000
  /// A heading gives its category with this confidence when no term stands in it.
  private static let headingConfidence = 0.85

  static let none = TableColumns()

  private init() {}

  init(_ headings: [String], _ patterns: PatternDatabase, _ scanner: RunScanner) {
    for heading in headings.prefix(Self.columnBound) {
      let searched = SearchedText(Array(heading.utf8.prefix(500)), codePointsBefore: 0)
      scanner.read(searched, headings: [])
      var column = Column()
      for hit in scanner.phrases {
        let expression = patterns.expressions[Int(hit.expression)]
        column.expressions.append(hit.expression)
        for term in expression.terms.map({ patterns.terms[$0] }) where term.needs.isEmpty {
          column.add(term.category, term.grade, term.confidence, term.id)
        }
      }
      for hit in scanner.phrases {
        for heading in patterns.expressions[Int(hit.expression)].headings {
          column.add(
            heading.category, heading.grade, Self.headingConfidence, "\(heading.category.rawValue).heading")
        }
      }
      // "SEN coffee morning" over a column is no category, either.
      for hit in scanner.phrases {
        let excluded = patterns.expressions[Int(hit.expression)].excludes
        column.categories.removeAll { excluded.contains($0.category) }
      }
      column.expressions.sort()
      column.role = Self.role(searched.normalised.bytes)
      expressions.formUnion(column.expressions)
      columns.append(column)
    }
  }

  var hasNames: Bool { columns.contains { $0.role != nil } }

  private static func role(_ heading: [UInt8]) -> NameRole? {
    let words = Set(
      heading.split(whereSeparator: { !TextBytes.isWordByte($0) }).map { String(decoding: $0, as: UTF8.self) })
    // Names of others stand beside the pupil's.
    guard
      words.isDisjoint(with: [
        "school", "parent", "guardian", "carer", "contact", "teacher", "file", "user", "middle", "doctor", "gp",
        "mother", "father", "emergency",
      ])
    else { return nil }
    if !words.isDisjoint(with: ["surname", "lastname", "last", "family"]) { return .last }
    if !words.isDisjoint(with: ["forename", "forenames", "firstname", "first", "given", "preferred"]) { return .first }
    if !words.isDisjoint(with: ["name", "names", "pupil", "student", "child", "fullname"]),
      words.isDisjoint(with: ["id", "premium", "number", "no", "upn", "notes", "email"])
    {
      return .whole
    }
    return nil
  }
}

extension TableColumns.Column {
  fileprivate mutating func add(_ category: Category, _ grade: Grade, _ confidence: Double, _ recogniser: String) {
    if let at = categories.firstIndex(where: { $0.category == category }) {
      if categories[at].grade < grade { categories[at] = (category, grade, confidence, recogniser) }
    } else {
      categories.append((category, grade, confidence, recogniser))
    }
  }
}
