public import Configuration
public import Quarantine

/// The daily letter to the compliance officers: counts and the heads of the audit trail, no names (D13).
public struct DailyDigest: Sendable {
  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let officers: [String]

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    officers = settings.officers.addresses(of: .general)
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
      for officer in officers {
        // Each counts only what it may know of (D17).
        let counts = try store.counts(since: time - 86_400, visibleTo: officer)
        let parents = try store.parentsChecked(since: time - 86_400, visibleTo: officer)
        let notice = writer.digest(
          counts, checkedParents: parents, heads: heads, warnings: warnings, to: officer, at: time)
        try store.queue(writer.draft(notice, purpose: "digest \(day) \(officer)"))
      }
      return officers.count
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }
}
