public import Configuration
import Foundation
import Glibc
public import People

/// One import: reads the exports, says what they would change, and puts them in place of the records when asked.
public struct RecordsImport: Sendable {
  public let change: RosterChange
  /// What was odd in the exports, with file, line and column; without names.
  public let warnings: [RecordWarning]
  /// Why it should not be applied; empty when nothing speaks against it.
  public let refusals: [String]
  /// When the oldest export was written; Unix time in seconds.
  public let writtenAt: Int64
  private let store: RecordsStore

  /// Reads the exports and compares them with what is stored.
  /// - Parameters:
  ///   - file: the configuration as the person named it.
  ///   - presets: the folder of presets that ship.
  ///   - categories: the words that `may_receive` may hold.
  /// - Throws: `ConfigurationError` with the place of what is wrong in plan or exports; `RecordsError`.
  public init(
    _ settings: Settings, file: String, presets: String?, categories: [String], day: CalendarDate = .today
  ) throws {
    store = RecordsStore(settings)
    let plan =
      try settings.records.plan.map { path throws(ConfigurationError) in try ImportPlan.load(path, presets: presets) }
      ?? ImportPlan(settings.people, file: file)
    guard !plan.allFiles.isEmpty else {
      throw ConfigurationError(
        file: file, message: "there is nothing to import: name files under 'people:', or a plan by 'people: import:'")
    }
    let exports = try RosterImport(plan)
    let hidden = try store.forgetting(store.loadEntries())
    change = RosterChange(
      from: try store.load()?.roster ?? Roster(), to: exports.roster, on: day, keepingOut: hidden)
    // As the filter will read it, so that all that is odd is said now, by file and line.
    let index = try PeopleIndex.build(change.merged, categories: categories, day: day)
    warnings = exports.warnings + index.warnings
    refusals = change.refusals(beyond: plan.vanishPercent)
    writtenAt = exports.writtenAt == 0 ? Int64(time(nil)) : exports.writtenAt
  }

  /// Puts them in place. A running filter takes them up within seconds.
  /// - Throws: `RecordsError`; then the old ones are as they were.
  public func apply() throws(RecordsError) {
    try store.save(
      RecordsStore.Stored(roster: change.merged, importedAt: Int64(time(nil)), writtenAt: writtenAt))
  }
}
