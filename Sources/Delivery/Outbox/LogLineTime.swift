import Glibc

/// When a line of a log was written: "Nov 25 20:45:17 …" in local time, as Postfix and older syslogs write
/// (RFC 3164 §4.1.2), or "2026-11-25T20:45:17.123456+00:00 …" (RFC 5424 §6.2.3).
struct LogLineTime {
  /// Unix time.
  let seconds: Int64

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Nil where the line begins with neither.
  /// - Parameter now: Unix time; it tells the year, which the older form leaves out.
  init?(_ line: Substring, now: Int64 = Int64(time(nil))) {
    let words = line.split(separator: " ", maxSplits: 3)
    guard let first = words.first else { return nil }
    if let found = Self.internetTime(first) {
      seconds = found
      return
    }
    guard words.count > 2, let month = Self.months.firstIndex(of: String(first)), let day = Int32(words[1]) else {
      return nil
    }
    let clock = words[2].split(separator: ":").compactMap { Int32($0) }
    guard clock.count == 3 else { return nil }
    var current = time_t(now)
    var today = tm()
    localtime_r(&current, &today)
    func local(_ year: Int32) -> Int64 {
      var parts = tm()
      (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year, Int32(month), day)
      (parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_isdst) = (clock[0], clock[1], clock[2], -1)
      return Int64(mktime(&parts))
    }
    let thisYear = local(today.tm_year)
    // What would lie in the future is of December, read in January.
    seconds = thisYear <= now + 86_400 ? thisYear : local(today.tm_year - 1)
  }

  private static func internetTime(_ word: Substring) -> Int64? {
    let parts = word.split(separator: "T")
    guard parts.count == 2 else { return nil }
    let day = parts[0].split(separator: "-").compactMap { Int32($0) }
    let clock = parts[1].prefix(8).split(separator: ":").compactMap { Int32($0) }
    guard day.count == 3, clock.count == 3 else { return nil }
    let zone = parts[1].dropFirst(8).drop { $0 == "." || $0.isNumber }
    var offset: Int64 = 0
    if zone != "Z" {
      // RFC 3339 §5.6: 23:59 at most.
      let hoursAndMinutes = zone.dropFirst().split(separator: ":").compactMap { Int64($0) }
      guard hoursAndMinutes.count == 2, hoursAndMinutes.allSatisfy({ (0..<60).contains($0) }),
        zone.hasPrefix("+") || zone.hasPrefix("-")
      else { return nil }
      offset = (hoursAndMinutes[0] * 60 + hoursAndMinutes[1]) * (zone.hasPrefix("-") ? -60 : 60)
    }
    var time = tm()
    (time.tm_year, time.tm_mon, time.tm_mday) = (day[0] - 1_900, day[1] - 1, day[2])
    (time.tm_hour, time.tm_min, time.tm_sec) = (clock[0], clock[1], clock[2])
    return Int64(timegm(&time)) - offset
  }
}
