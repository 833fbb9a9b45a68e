public import Configuration
import Detection
import Glibc
public import People
import PeopleStore

/// The school's records as they are now: those that were imported, else the files that the configuration names; and what
/// was entered by hand beside either.
public struct CurrentRecords: Sendable {
  public let people: PeopleIndex
  public let age: RecordsAge
  /// What the directory's last good copy and the alias files say of lists.
  public let lists: ListBook
  /// What was odd in records and alias files, by file and line; without names.
  public let warnings: [RecordWarning]
  /// Orders against contact that were entered by hand.
  public let orders: [ContactOrder]
  /// Whether they are of an import.
  public let areImported: Bool

  /// The words that `may_receive` may hold.
  public static let categories = Category.allCases.map(\.rawValue)

  /// - Throws: `ConfigurationError` with the place of the first thing that is wrong.
  public static func read(_ settings: Settings) throws(ConfigurationError) -> CurrentRecords {
    let store = RecordsStore(settings)
    let stored: RecordsStore.Stored?
    let entries: RecordsStore.Entries
    let directory: ListBook?
    do {
      stored = try store.load()
      entries = try store.loadEntries()
      directory = settings.directory == nil ? nil : try store.loadDirectory()
    } catch {
      throw ConfigurationError(file: store.folder, message: "people: \(error)")
    }
    let aliases = try AliasFile.read(settings.aliasFiles, organisation: settings.organisation)
    var lists = aliases.book
    if let directory { lists.merge(directory) }
    let (people, age) =
      if let stored { try imported(stored, entries, settings) } else { try inFiles(entries, settings) }
    return CurrentRecords(
      people: people, age: age, lists: lists, warnings: people.warnings + aliases.warnings, orders: entries.orders,
      areImported: stored != nil)
  }

  private static func imported(
    _ stored: RecordsStore.Stored, _ entries: RecordsStore.Entries, _ settings: Settings
  ) throws(ConfigurationError) -> (PeopleIndex, RecordsAge) {
    (
      try PeopleIndex.build(stored.roster, categories: categories, orders: entries.orders),
      RecordsAge(writtenAt: stored.writtenAt, staleDays: settings.records.staleDays ?? Records.usualStaleDays)
    )
  }

  private static func inFiles(
    _ entries: RecordsStore.Entries, _ settings: Settings
  ) throws(ConfigurationError) -> (PeopleIndex, RecordsAge) {
    let files = settings.people
    return (
      try PeopleIndex.build(
        files: files, organisation: settings.organisation, categories: categories, orders: entries.orders),
      RecordsAge(
        writtenAt: [files.pupils, files.relationships, files.staff].compactMap { $0 }.compactMap(writtenAt).min() ?? 0,
        staleDays: settings.records.staleDays)
    )
  }

  private static func writtenAt(_ path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_mtim.tv_sec) : nil
  }
}

/// How old the records are, and whether they may be rested on.
public struct RecordsAge: Hashable, Sendable {
  /// When the oldest file that they come from was written; Unix time in seconds, 0 where nobody knows.
  public var writtenAt: Int64
  /// After so many days they are stale; nil for never.
  public var staleDays: Int?

  public init(writtenAt: Int64, staleDays: Int?) {
    self.writtenAt = writtenAt
    self.staleDays = staleDays
  }

  /// Whole days since then.
  public func days(at time: Int64) -> Int { writtenAt == 0 ? 0 : Int(max(0, time - writtenAt) / 86_400) }

  public func isStale(at time: Int64) -> Bool {
    guard let staleDays, writtenAt > 0 else { return false }
    return time - writtenAt > Int64(staleDays) * 86_400
  }

  /// What the officers and the log are told of stale records; nil while they are fresh.
  public func warning(at time: Int64) -> String? {
    guard isStale(at: time) else { return nil }
    return
      "the school's records are \(days(at: time)) days old: see that the nightly export and 'postern people import' work. Until then what rests on them is a question to the sender"
  }
}
