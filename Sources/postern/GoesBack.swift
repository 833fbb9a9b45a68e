import Configuration
import Quarantine

extension Settings {
  /// When a held message comes back to its sender, should nobody decide on it; Unix time in seconds, nil where it does not.
  func goesBack(_ summary: HeldSummary) -> Int64? {
    guard summary.state == .held, !summary.isKept, !retention.legalHold else { return nil }
    return schoolCalendar.day(after: summary.heldAt, schoolDays: retention.heldSchoolDays)
  }
}
