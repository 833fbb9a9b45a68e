import CPango

/// A text broken into lines of a width. Lengths are points.
final class TextLayout {
  struct Line {
    var line: UnsafeMutablePointer<PangoLayoutLine>
    /// From the top of the line.
    var baseline: Double
    var height: Double
  }

  /// Covers the scripts of Europe, and more; what it lacks comes from whatever other font is there.
  private static let font = "DejaVu Sans"

  private let layout: OpaquePointer
  private let scale = Double(PANGO_SCALE)

  init(_ text: String, on context: OpaquePointer, width: Double, size: Double, isBold: Bool) {
    layout = pango_cairo_create_layout(context)
    let font = pango_font_description_from_string(Self.font)
    pango_font_description_set_absolute_size(font, size * scale)
    pango_font_description_set_weight(font, isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_layout_set_font_description(layout, font)
    pango_font_description_free(font)
    pango_layout_set_width(layout, Int32(width * scale))
    // A word that is wider than the line, such as a long address, is broken.
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
    pango_layout_set_line_spacing(layout, 1.15)
    pango_layout_set_text(layout, PaperPress.plain(text), -1)
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

  var height: Double {
    var total = 0.0
    eachLine { total += $0.height }
    return total
  }

  var firstHeight: Double {
    var first: Double?
    eachLine { first = first ?? $0.height }
    return first ?? 0
  }

  func eachLine(_ body: (Line) -> Void) {
    guard let lines = pango_layout_get_iter(layout) else { return }
    defer { pango_layout_iter_free(lines) }
    repeat {
      guard let line = pango_layout_iter_get_line_readonly(lines) else { continue }
      var (top, bottom): (Int32, Int32) = (0, 0)
      pango_layout_iter_get_line_yrange(lines, &top, &bottom)
      let baseline = pango_layout_iter_get_baseline(lines)
      body(
        Line(line: line, baseline: Double(baseline - top) / scale, height: Double(bottom - top) / scale))
    } while pango_layout_iter_next_line(lines) != 0
  }
}
