import Glibc

/// Shows numbers as Excel does, as far as it matters to a reader: dates as dates, the rest as plain numbers.
struct BIFFNumbers {
  /// Dates count from 1904, as in old workbooks of the Macintosh.
  var is1904 = false
  private var formats: [Int: String] = [:]
  /// Number of the format of each cell style (XF).
  private var styles: [Int] = []

  mutating func addFormat(_ number: Int, _ text: String) { formats[number] = text }
  mutating func addStyle(format: Int) { styles.append(format) }

  func text(_ value: Double, style: Int) -> String {
    guard styles.indices.contains(style) else { return Self.plain(value) }
    let format = styles[style]
    switch shows(format) {
    case (false, false): return Self.plain(value)
    case (let date, let time): return self.date(value, date, time) ?? Self.plain(value)
    }
  }

  static func plain(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    // Fifteen digits are what Excel keeps.
    var buffer = [CChar](repeating: 0, count: 40)
    let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.15g", $0) }
    return String(decoding: buffer.prefix(max(0, Int(length))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether a format shows a day, and a time of day. The built-in ones: [MS-XLS] §2.4.126, ECMA-376-1 §18.8.30.
  private func shows(_ format: Int) -> (date: Bool, time: Bool) {
    if let text = formats[format] { return Self.shows(text) }
    switch format {
    case 14...17, 27...31, 34...36, 50...58: return (true, false)
    case 18...21, 32, 33, 45...47: return (false, true)
    case 22: return (true, true)
    default: return (false, false)
    }
  }

  private static func shows(_ format: String) -> (date: Bool, time: Bool) {
    var date = false
    var time = false
    var isQuoted = false
    var isBracketed = false
    var isEscaped = false
    for byte in format.utf8 {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch byte {
      case 0x22: isQuoted.toggle()
      case 0x5C, 0x5F, 0x2A: if !isQuoted { isEscaped = true }
      case 0x5B: isBracketed = true
      case 0x5D: isBracketed = false
      case 0x3B: if !isQuoted { return (date, time) }
      case 0x64, 0x44, 0x79, 0x59: if !isQuoted, !isBracketed { date = true }
      case 0x68, 0x48, 0x73, 0x53: if !isQuoted { time = time || !isBracketed }
      default: break
      }
    }
    return (date, time)
  }

  /// "03/09/2014", "10:45", or both; nil for a number that is no date.
  private func date(_ value: Double, _ hasDate: Bool, _ hasTime: Bool) -> String? {
    guard value >= 0, value < 2_958_466 else { return nil }
    let whole = value.rounded(.down)
    let minutes = Int(((value - whole) * 1440).rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(minutes / 60 % 24)):\(two(minutes % 60))"
    guard hasDate else { return time }
    var days = Int(whole) + (is1904 ? 1462 : 0)
    // Excel's 1900 has a 29 February.
    if days < 60 { days += 1 }
    // Days since 1 March of the year 0 (proleptic), in eras of 400 years: the usual reckoning of civil dates.
    let day = days - 25_569 + 719_468
    let era = day / 146_097
    let ofEra = day - era * 146_097
    let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    let text =
      "\(two(ofYear - (153 * month + 2) / 5 + 1))/\(two(civilMonth))/\(year + era * 400 + (civilMonth <= 2 ? 1 : 0))"
    return hasTime && minutes != 0 ? "\(text) \(time)" : text
  }
}
