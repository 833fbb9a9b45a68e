/// As much of CSS as tells whether a reader sees a text.
struct HTMLStyle {
  var isHidden = false
  /// RGB; nil when not set or not understood.
  var colour: UInt32?
  var background: UInt32?
  /// A background was set to something that is not understood (a picture, a name): then nothing is said about contrast.
  var hasUnknownBackground = false

  /// Reads a style attribute's declarations.
  init(_ text: String) {
    for declaration in text.lowercased().split(separator: ";") {
      guard let colon = declaration.firstIndex(of: ":") else { continue }
      let name = declaration[..<colon].trimmed
      var value = declaration[declaration.index(after: colon)...].trimmed
      if value.hasSuffix("!important") { value = value.dropLast(10).trimmed }
      set(name, value)
    }
  }

  private mutating func set(_ name: String, _ value: String) {
    switch name {
    case "display": if value == "none" { isHidden = true }
    case "visibility": if value == "hidden" || value == "collapse" { isHidden = true }
    case "mso-hide": if value == "all" { isHidden = true }
    case "opacity": if let number = Double(value), number < 0.05 { isHidden = true }
    case "font-size": if Self.isTiny(value) { isHidden = true }
    case "font":
      if value.split(separator: " ").contains(where: {
        $0.first?.isNumber ?? false && Self.isTiny(String($0.prefix { $0 != "/" }))
      }) {
        isHidden = true
      }
    case "max-height", "max-width", "height", "width":
      if value == "0" || value == "0px" { hasNoRoom = true }
    case "overflow": if value == "hidden" { clips = true }
    case "text-indent", "left", "top", "margin-left":
      // Text moved out of sight.
      if let number = Double(value.prefix { $0 == "-" || $0 == "." || $0.isNumber }), number <= -500 { isHidden = true }
    case "color": colour = Self.colour(value)
    case "background-color": setBackground(value)
    case "background": setBackground(value.split(separator: " ").first.map(String.init) ?? value)
    default: break
    }
    if hasNoRoom && clips { isHidden = true }
  }

  private var hasNoRoom = false
  private var clips = false

  mutating func setBackground(_ value: String) {
    if value == "transparent" || value == "none" || value == "inherit" || value == "initial" { return }
    background = Self.colour(value)
    hasUnknownBackground = background == nil
  }

  /// Nothing that is one pixel high or less can be read.
  private static func isTiny(_ value: String) -> Bool {
    let digits = value.prefix { $0 == "." || $0.isNumber }
    guard !digits.isEmpty, let number = Double(digits) else { return false }
    switch value.dropFirst(digits.count) {
    case "", "px", "pt": return number <= 1
    case "em", "rem": return number < 0.1
    case "%": return number < 10
    default: return false
    }
  }

  /// A colour as RGB: "#fff", "#ffffff", "rgb(255, 255, 255)", and the two names that hide text.
  static func colour(_ value: String) -> UInt32? {
    let value = value.lowercased().filter { !$0.isWhitespace }
    if value == "white" || value == "window" { return 0xFFFFFF }
    if value == "black" || value == "windowtext" { return 0 }
    if value.hasPrefix("rgb") {
      let numbers = value.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: ",").compactMap {
        Double($0)
      }
      guard numbers.count >= 3, numbers.allSatisfy({ $0 >= 0 && $0 <= 255 }) else { return nil }
      if numbers.count > 3, numbers[3] < 0.05 { return nil }
      return UInt32(numbers[0]) << 16 | UInt32(numbers[1]) << 8 | UInt32(numbers[2])
    }
    let digits = value.hasPrefix("#") ? value.dropFirst() : value[...]
    guard let number = UInt32(digits, radix: 16) else { return nil }
    if digits.count == 6 { return number }
    guard digits.count == 3 else { return nil }
    let red = (number >> 8) & 15
    let green = (number >> 4) & 15
    let blue = number & 15
    return red * 17 << 16 | green * 17 << 8 | blue * 17
  }

  /// Whether two colours are too alike to be told apart.
  static func isAlike(_ one: UInt32, _ other: UInt32) -> Bool {
    for shift in [16, 8, 0] as [UInt32] {
      let difference = Int((one >> shift) & 255) - Int((other >> shift) & 255)
      if abs(difference) > 8 { return false }
    }
    return true
  }
}
