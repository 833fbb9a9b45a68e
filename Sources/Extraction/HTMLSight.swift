/// Whether a reader sees the text of an element, as far as its attributes and those of the elements around it say.
struct HTMLSight {
  private var isHidden = false
  private var colour: UInt32 = 0
  /// Nil for the page's own, which is white.
  private var background: UInt32?

  private static let unknownBackground: UInt32 = 0xFF00_0000

  mutating func take(_ style: HTMLStyle) {
    if style.isHidden { isHidden = true }
    if let colour = style.colour { self.colour = colour }
    if let background = style.background { self.background = background }
    if style.hasUnknownBackground { background = Self.unknownBackground }
  }

  /// An attribute that says how an element looks; any other is passed over.
  mutating func take(_ name: String, _ value: String) {
    switch name {
    case "hidden": isHidden = true
    case "color", "text": if let colour = HTMLStyle.colour(value) { self.colour = colour }
    case "bgcolor": background = HTMLStyle.colour(value) ?? Self.unknownBackground
    case "background": background = Self.unknownBackground
    default: break
    }
  }

  /// Nothing in it is seen, whatever the elements in it say.
  var hidesAll: Bool { isHidden }

  var isInvisible: Bool {
    if isHidden { return true }
    let background = background ?? 0xFFFFFF
    return background != Self.unknownBackground && colour != 0 && HTMLStyle.isAlike(colour, background)
  }
}

/// Style attributes, read once for the many elements that have the same.
struct HTMLStyles {
  private var known: [String: HTMLStyle] = [:]

  mutating func style(_ text: String) -> HTMLStyle {
    if let style = known[text] { return style }
    let style = HTMLStyle(text)
    if known.count < 500, text.utf8.count < 500 { known[text] = style }
    return style
  }
}
