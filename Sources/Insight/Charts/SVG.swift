/// Pieces of SVG (W3C, SVG 2), put together so that a screen reader gets a name and a description (SVG Accessibility API
/// Mappings).
enum SVG {
  static func whole(
    id: String, title: String, description: String, width: Double, height: Double, _ body: String
  ) -> String {
    "<svg class=\"chart\" role=\"img\" aria-labelledby=\"\(id)-title \(id)-desc\" "
      + "viewBox=\"0 0 \(number(width)) \(number(height))\" xmlns=\"http://www.w3.org/2000/svg\">"
      + "<title id=\"\(id)-title\">\(escaped(title))</title><desc id=\"\(id)-desc\">\(escaped(description))</desc>"
      + body + "</svg>"
  }

  /// With one digit behind the point at most.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }

  static func short(_ text: String, to length: Int) -> String {
    text.count <= length ? text : text.prefix(length - 1) + "…"
  }

  /// Scalar by scalar: a quotation mark with an accent upon it is one all the same.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\0"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
