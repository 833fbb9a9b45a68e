/// What the columns of a file are called.
struct ColumnNames: Sendable {
  /// Our column → the headings that a person has mapped to it, whose fields are put together; all must be there.
  var renamed: [String: [String]] = [:]
  /// Our column → what the school system usually calls it, best first; the first that is there counts.
  var preset: [String: [[String]]] = [:]
  /// Whether a mapping of a column that several files have may be meant for another file.
  var mayBeElsewhere = false
  /// Where such a mapping is written, for errors.
  var place = "people.columns"
}
