/// Which number format a cell has, and whether its letters can be seen (§18.8).
final class ExcelStyles: XMLHandler {
  private struct Format {
    var number: NumberFormat
    var isUnseen: Bool
  }

  private var codes: [Int: String] = [:]
  private var parsed: [Int: NumberFormat] = [:]
  private var whiteFonts: [Bool] = []
  private var plainFills: [Bool] = []
  private var formats: [Format] = []
  private var section = ""
  private var isWhite = false
  private var isPlain = true

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "fonts", "fills", "cellXfs", "cellStyleXfs", "dxfs", "borders": section = name.string
    case "numFmt":
      if section != "dxfs", let id = attributes["numFmtId"].flatMap({ Int($0) }), codes.count < 10_000 {
        codes[id] = attributes["formatCode"] ?? ""
      }
    case "font": isWhite = false
    case "color":
      if section == "fonts" { isWhite = Self.isWhite(attributes) }
    case "fill": isPlain = true
    case "patternFill": if attributes["patternType"].map({ $0 != "none" }) ?? false { isPlain = false }
    case "fgColor": if section == "fills", Self.isWhite(attributes) { isPlain = true }
    case "gradientFill": isPlain = false
    case "xf": if section == "cellXfs" { add(attributes) }
    default: break
    }
  }

  func end(_ name: XMLName) {
    switch name {
    case "font": if section == "fonts" { whiteFonts.append(isWhite) }
    case "fill": if section == "fills" { plainFills.append(isPlain) }
    case "fonts", "fills", "cellXfs", "cellStyleXfs", "dxfs", "borders": section = ""
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  private func add(_ attributes: XMLAttributes) {
    let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
    let font = attributes["fontId"].flatMap { Int($0) } ?? 0
    let fill = attributes["fillId"].flatMap { Int($0) } ?? 0
    let isWhite = whiteFonts.indices.contains(font) && whiteFonts[font]
    let isPlain = !plainFills.indices.contains(fill) || plainFills[fill]
    let number = parsed[id] ?? NumberFormat(id: id, code: codes[id])
    parsed[id] = number
    formats.append(Format(number: number, isUnseen: (isWhite && isPlain) || number.hidesAll))
  }

  /// A number format of the file's own, and the next cell format; for workbooks whose styles are no XML.
  func define(_ id: Int, code: String) { if codes.count < 10_000 { codes[id] = code } }
  func add(numberFormat id: Int) {
    let number = parsed[id] ?? NumberFormat(id: id, code: codes[id])
    parsed[id] = number
    if formats.count < 100_000 { formats.append(Format(number: number, isUnseen: number.hidesAll)) }
  }

  /// White by its own value, or the theme's first light colour.
  private static func isWhite(_ attributes: XMLAttributes) -> Bool {
    if let colour = attributes["rgb"] { return WordHandler.isWhite(String(colour.suffix(6))) }
    return attributes["theme"] == "0" && attributes["tint"] == nil
  }

  func number(_ style: Int) -> NumberFormat { formats.indices.contains(style) ? formats[style].number : .general }
  func isUnseen(_ style: Int) -> Bool { formats.indices.contains(style) && formats[style].isUnseen }
}
