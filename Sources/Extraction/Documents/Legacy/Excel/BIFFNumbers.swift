/// Shows numbers as Excel does: the format of a cell's style ([MS-XLS] §2.4.126, §2.4.353).
struct BIFFNumbers {
  /// Days count from 1904, as in old workbooks of the Macintosh.
  var is1904 = false
  private var codes: [Int: String] = [:]
  private var formats: [Int: NumberFormat] = [:]
  /// Number of the format of each cell style (XF).
  private var styles: [Int] = []

  mutating func addFormat(_ number: Int, _ code: String) { if codes.count < 10_000 { codes[number] = code } }
  mutating func addStyle(format: Int) { styles.append(format) }

  mutating func text(_ value: Double, style: Int) -> String {
    guard value.isFinite else { return "" }
    guard styles.indices.contains(style) else { return Self.plain(value) }
    let id = styles[style]
    let format = formats[id] ?? NumberFormat(id: id, code: codes[id])
    formats[id] = format
    return format.shown(Self.written(value), countsFrom1904: is1904)
  }

  static func plain(_ value: Double) -> String {
    NumberFormat.general.shown(written(value), countsFrom1904: false)
  }

  private static func written(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
