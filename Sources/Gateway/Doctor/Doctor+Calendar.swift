import Configuration
import Glibc

extension Doctor {
  /// Whether the terms that are written down still tell anything.
  /// - Parameter now: Unix time in seconds.
  func calendar(at now: Int64 = Int64(time(nil))) -> [Diagnosis] {
    guard let end = settings.schoolCalendar.lastTermEnds else { return [] }
    let lastDay = BritishTime().date(end - 1)
    guard end > now else {
      return [
        Diagnosis(
          "school days", .warn,
          "the last term that is written down ended on \(lastDay): holidays count as school days since then",
          remedy: "add the next terms to 'terms' under 'school_days:'")
      ]
    }
    return [Diagnosis("school days", .ok, "terms are written down until \(lastDay)")]
  }
}
