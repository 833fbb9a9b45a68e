public import Configuration
import Foundation

/// The rows of all exports of a plan, under our column names.
public struct RosterImport: Sendable {
  public private(set) var roster = Roster()
  /// What was odd, by file, line and column; without names.
  public private(set) var warnings: [RecordWarning] = []
  /// When the oldest of the exports that say who there is was written; Unix time in seconds, 0 where there is none.
  public private(set) var writtenAt: Int64 = 0

  /// Reads all exports of a plan.
  /// - Throws: `ConfigurationError` at the first file that cannot be used, with line, column and remedy.
  public init(_ plan: ImportPlan) throws(ConfigurationError) {
    for school in plan.schools {
      for kind in RosterKind.allCases {
        for path in school.files[kind] ?? [] { try read(path, kind, school, plan) }
      }
    }
  }

  private mutating func read(
    _ path: String, _ kind: RosterKind, _ school: ImportPlan.School, _ plan: ImportPlan
  ) throws(ConfigurationError) {
    let names = ColumnNames(
      renamed: school.columns[kind] ?? [:], preset: school.preset.columns[kind] ?? [:],
      mayBeElsewhere: school.name.isEmpty,
      place: school.name.isEmpty ? "people.columns" : "columns.\(kind.rawValue) of \(plan.file)")
    var file = try RosterFile(path, columns: kind.columns, names: names)
    guard file.hasHeadings else {
      throw ConfigurationError(
        file: path, message: "is empty: is the export cut off? Take it out of the plan if there are no \(kind.rawValue)"
      )
    }
    var found = 0
    while let row = file.next() {
      found += 1
      roster.append(row["school"].isEmpty ? row.with(["school": school.name], kind) : row, to: kind)
    }
    if let loss = file.loss {
      throw ConfigurationError(
        file: loss.file, line: loss.line, column: 1,
        message: "has more than 1,000,000 rows, which no school has: export each person once, or part the file")
    }
    if found == 0 { warnings.append(RecordWarning(file: path, message: "has headings only: nobody is read from it")) }
    warnings += file.warnings
    if [.pupils, .relationships, .staff].contains(kind) { note(age: path) }
  }

  private mutating func note(age path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    let time = Int64(status.st_mtim.tv_sec)
    writtenAt = writtenAt == 0 ? time : min(writtenAt, time)
  }
}
