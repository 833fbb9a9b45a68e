/// How an element of a page looks, out of a few choices. None of them takes a text along, or moves an element.
public struct SafeStyle: Sendable, Hashable {
  public enum Alignment: UInt8, CaseIterable, Sendable, Hashable { case left, right, centre, justified }
  public enum Decoration: UInt8, CaseIterable, Sendable, Hashable { case none, underline, strike }
  public enum Shift: UInt8, CaseIterable, Sendable, Hashable { case raised, lowered }

  /// RGB, 24 bits; nil for that of the element around.
  public var colour: UInt32?
  public var background: UInt32?
  /// In CSS pixels.
  public var size: Int?
  public var isBold: Bool?
  public var isItalic: Bool?
  public var decoration: Decoration?
  public var shift: Shift?
  public var alignment: Alignment?
  public var isRightToLeft: Bool?
  public var isMonospaced = false
  /// White space and line ends count.
  public var keepsSpace = false
  /// Of a table or cell.
  public var hasBorder = false

  public init() {}

  public static let sizes = 10...36

  var isPlain: Bool { self == SafeStyle() }

  var isInBounds: Bool {
    (colour ?? 0) <= 0xFFFFFF && (background ?? 0) <= 0xFFFFFF && (size.map(Self.sizes.contains) ?? true)
  }

  /// CSS declarations, without braces.
  var declarations: String {
    var all: [String] = []
    if let colour { all.append("color:\(Self.hexadecimal(colour))") }
    if let background { all.append("background-color:\(Self.hexadecimal(background))") }
    if let size { all.append("font-size:\(size)px") }
    if let isBold { all.append("font-weight:\(isBold ? "bold" : "normal")") }
    if let isItalic { all.append("font-style:\(isItalic ? "italic" : "normal")") }
    switch decoration {
    case .underline?: all.append("text-decoration:underline")
    case .strike?: all.append("text-decoration:line-through")
    case .some(.none): all.append("text-decoration:none")
    case nil: break
    }
    switch shift {
    case .raised?: all.append("vertical-align:super;font-size:smaller")
    case .lowered?: all.append("vertical-align:sub;font-size:smaller")
    case nil: break
    }
    switch alignment {
    case .left?: all.append("text-align:left")
    case .right?: all.append("text-align:right")
    case .centre?: all.append("text-align:center")
    case .justified?: all.append("text-align:justify")
    case nil: break
    }
    if let isRightToLeft { all.append("direction:\(isRightToLeft ? "rtl" : "ltr")") }
    if isMonospaced { all.append("font-family:monospace") }
    if keepsSpace { all.append("white-space:pre-wrap") }
    if hasBorder { all.append("border:1px solid #999") }
    return all.joined(separator: ";")
  }

  private static func hexadecimal(_ colour: UInt32) -> String {
    let digits = String(colour & 0xFFFFFF, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}

extension SafeStyle {
  /// Sees to it that text in this element can be read, whatever colours its writer chose: at least 3:1 (WCAG 2.2, 1.4.11).
  /// - Parameters:
  ///   - ink: the colour of text here, before and after.
  ///   - ground: the same of what is behind it.
  mutating func makeReadable(ink: inout UInt32, ground: inout UInt32) {
    guard colour != nil || background != nil else { return }
    ground = background ?? ground
    ink = colour ?? ink
    guard Self.contrast(ink, ground) < 3 else { return }
    ink = Self.contrast(0, ground) >= Self.contrast(0xFFFFFF, ground) ? 0 : 0xFFFFFF
    colour = ink
  }

  /// WCAG 2.2, "contrast ratio".
  private static func contrast(_ one: UInt32, _ other: UInt32) -> Double {
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// Without the gamma curve's exact power: its square is near enough for a choice between two colours.
  private static func luminance(_ colour: UInt32) -> Double {
    func part(_ shift: UInt32) -> Double {
      let value = Double((colour >> shift) & 255) / 255
      return value * value
    }
    return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
  }
}
