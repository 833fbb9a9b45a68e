public import Configuration
public import Quarantine

/// The daily letter to the compliance officers: counts and the heads of the audit trail, no names (D13). One school's
/// officers get the counts of that school alone.
public struct DailyDigest: Sendable {
  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let settings: Settings

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    self.settings = settings
  }

  /// Writes the letters of a day, once; to be called once an hour.
  /// - Parameter warnings: what the officers should know besides, in words that name nobody.
  /// - Returns: how many letters were put into the outbox.
  public func writeWhenDue(warnings: [String] = []) throws(DeliveryError) -> Int {
    do {
      let time = store.time
      let day = SchoolCalendar.day(of: time)
      guard try store.takeDigest(of: day) else { return 0 }
      let heads = try store.auditHeads()
      let readers = readers
      for (officer, name, school) in readers {
        // Each counts only what it may know of (D17).
        let counts = try store.counts(since: time - 86_400, visibleTo: officer, ofSchool: school)
        let parents = try store.parentsChecked(since: time - 86_400, visibleTo: officer, ofSchool: school)
        let notice = writer.digest(
          counts, checkedParents: parents, heads: heads, warnings: warnings, to: officer, at: time)
        try store.queue(writer.draft(notice, purpose: "digest \(day) \(officer) \(name)"))
      }
      return readers.count
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }

  /// Those who are written to, each once: for the whole organisation, else for the one school that is theirs.
  private var readers: [(officer: String, name: String, school: SchoolKeys?)] {
    let everywhere = settings.officers.addresses(of: .general)
    var readers: [(String, String, SchoolKeys?)] = everywhere.map { ($0, "", nil) }
    for school in settings.organisation.schools {
      for officer in school.officers.addresses(of: .general) where !everywhere.contains(officer) {
        readers.append((officer, school.name, store.schoolKeys(school)))
      }
    }
    return readers
  }
}
