extension SafeStyle {
  /// What an element's attributes ask for and a page may have. What is not understood is left out: it only costs looks.
  mutating func take(_ name: String, _ value: String) {
    switch name {
    case "style": for (name, value) in Self.declarations(of: value) { declare(name, value) }
    case "color", "text": colour = Self.colour(value) ?? colour
    case "bgcolor": background = Self.colour(value) ?? background
    case "align": align(value.lowercased())
    case "dir": turn(value.lowercased())
    case "face": if Self.isMonospaced(value.lowercased()) { isMonospaced = true }
    case "size": size = Self.fontSize(value) ?? size
    case "border": hasBorder = value != "0" && !value.isEmpty
    default: break
    }
  }

  /// Declarations of one style attribute that are looked at; a real one has a dozen.
  private static let most = 60

  /// Names and values in lower case.
  private static func declarations(of text: String) -> [(name: String, value: String)] {
    text.lowercased().split(separator: ";").prefix(most).compactMap { declaration in
      guard let colon = declaration.firstIndex(of: ":") else { return nil }
      var value = declaration[declaration.index(after: colon)...].trimmed
      if value.hasSuffix("!important") { value = value.dropLast(10).trimmed }
      return value.utf8.count > 200 ? nil : (declaration[..<colon].trimmed, value)
    }
  }

  private mutating func declare(_ name: String, _ value: String) {
    switch name {
    case "color": colour = Self.colour(value) ?? colour
    case "background-color": background = Self.colour(value) ?? background
    case "background":
      // A colour with blanks in it, else the first word.
      background = Self.colour(value) ?? Self.colour(String(value.prefix { $0 != " " })) ?? background
    case "font-size": size = Self.length(value) ?? size
    case "font-weight":
      if ["bold", "bolder"].contains(value) || (Int(value) ?? 0) >= 600 { isBold = true }
      if value == "normal" || (1...500).contains(Int(value) ?? 0) { isBold = false }
    case "font-style":
      if value == "italic" || value.hasPrefix("oblique") { isItalic = true }
      if value == "normal" { isItalic = false }
    case "font-family": if Self.isMonospaced(value) { isMonospaced = true }
    case "text-decoration", "text-decoration-line":
      if value.contains("line-through") {
        decoration = .strike
      } else if value.contains("underline") {
        decoration = .underline
      } else if value == "none" {
        decoration = SafeStyle.Decoration.none
      }
    case "text-align": align(value)
    case "direction": turn(value)
    case "vertical-align":
      if value == "super" { shift = .raised }
      if value == "sub" { shift = .lowered }
    case "white-space": if value.hasPrefix("pre") { keepsSpace = true }
    case "border", "border-top", "border-bottom", "border-left", "border-right":
      hasBorder = !value.split(separator: " ").contains { ["none", "hidden", "0", "0px", "0pt"].contains($0) }
    default: break
    }
  }

  private mutating func align(_ value: String) {
    switch value {
    case "left": alignment = .left
    case "right": alignment = .right
    case "center", "middle": alignment = .centre
    case "justify": alignment = .justified
    default: break
    }
  }

  private mutating func turn(_ value: String) {
    if value == "rtl" { isRightToLeft = true }
    if value == "ltr" { isRightToLeft = false }
  }

  private static func isMonospaced(_ fonts: String) -> Bool {
    ["courier", "monospace", "consolas", "menlo", "lucida console"].contains {
      fonts.hasPrefix($0) || fonts.contains(" " + $0)
    }
  }

  /// `<font size>`, 1 to 7 or relative to 3 (HTML §15.3.1).
  private static func fontSize(_ value: String) -> Int? {
    guard let number = Int(value) else { return nil }
    let level = value.hasPrefix("+") || value.hasPrefix("-") ? 3 + min(max(number, -7), 7) : number
    return [10, 13, 16, 18, 24, 32, 36][min(max(level, 1), 7) - 1]
  }

  /// A font's size in CSS pixels, within what a page may have. Relative to the usual sixteen: what is nested counts once.
  private static func length(_ value: String) -> Int? {
    let named = [
      "xx-small": 10, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32,
      "smaller": 13, "larger": 19,
    ]
    if let size = named[value] { return size }
    let digits = value.prefix { $0 == "." || ("0"..."9").contains($0) }
    guard let number = Double(digits), number < 10_000 else { return nil }
    let factor: Double
    switch value.dropFirst(digits.count) {
    case "px", "": factor = 1
    case "pt": factor = 4.0 / 3
    case "em", "rem": factor = 16
    case "%": factor = 0.16
    default: return nil
    }
    return min(max(Int((number * factor).rounded()), sizes.lowerBound), sizes.upperBound)
  }

  private static func colour(_ value: String) -> UInt32? {
    HTMLStyle.colour(value) ?? named[value.trimmed.lowercased()]
  }

  /// The names that mail has; CSS Color 4 §6.1 has 148.
  private static let named: [String: UInt32] = [
    "red": 0xFF0000, "green": 0x008000, "blue": 0x0000FF, "yellow": 0xFFFF00, "orange": 0xFFA500, "purple": 0x800080,
    "gray": 0x808080, "grey": 0x808080, "maroon": 0x800000, "navy": 0x000080, "teal": 0x008080, "olive": 0x808000,
    "silver": 0xC0C0C0, "aqua": 0x00FFFF, "fuchsia": 0xFF00FF, "lime": 0x00FF00, "brown": 0xA52A2A, "pink": 0xFFC0CB,
    "darkblue": 0x00008B, "darkred": 0x8B0000, "darkgreen": 0x006400, "lightgray": 0xD3D3D3, "lightgrey": 0xD3D3D3,
    "darkgray": 0xA9A9A9, "lightblue": 0xADD8E6, "lightyellow": 0xFFFFE0, "whitesmoke": 0xF5F5F5, "magenta": 0xFF00FF,
    "cyan": 0x00FFFF, "gold": 0xFFD700,
  ]
}
