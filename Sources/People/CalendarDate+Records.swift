extension CalendarDate {
  /// Reads what school systems export: as `init(_:)`, and "3 Sep 2012", "03-September-2012".
  init?(record text: String) {
    if let date = CalendarDate(text) {
      self = date
      return
    }
    let parts = text.split { $0 == " " || $0 == "-" || $0 == "/" || $0 == "," }
    guard parts.count >= 3, let day = Int(parts[0]), parts[2].count == 4, let year = Int(parts[2]), parts[1].count >= 3,
      let month = Self.months.firstIndex(where: { $0.hasPrefix(parts[1].lowercased()) })
    else { return nil }
    self.init(year: year, month: month + 1, day: day)
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  /// The same day twelve months earlier; 28 February for the 29th.
  var yearBefore: CalendarDate {
    CalendarDate(year: year - 1, month: month, day: day) ?? CalendarDate(year: year - 1, month: month, day: 28) ?? self
  }

  /// The day before; the same on the first day that there is.
  var dayBefore: CalendarDate {
    CalendarDate(year: year, month: month, day: day - 1)
      ?? (28...31).reversed().lazy.compactMap { [year, month] day in
        CalendarDate(year: month == 1 ? year - 1 : year, month: month == 1 ? 12 : month - 1, day: day)
      }.first ?? self
  }
}
