import CPango
import Foundation

/// Prints one document. Lengths are points, 1/72 inch.
final class PaperPress {
  // ISO 216: 210 by 297 millimetres.
  private static let (width, height) = (595.276, 841.890)
  private static let (margin, foot) = (56.7, 42.5)
  private static let labels = 150.0
  private static let gap = 12.0

  private let document: PaperDocument
  private let pages: Int?
  private let sink = Sink()
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private var page = 0
  private var y = 0.0
  /// From 0, black, to 1, white.
  private var ink = 0.0

  /// - Parameter pages: how many there are; nil to find out.
  init(_ document: PaperDocument, pages: Int?) throws(PaperError) {
    self.document = document
    self.pages = pages
    let made = cairo_pdf_surface_create_for_stream(
      { closure, bytes, count in
        guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue().data.append(bytes, count: Int(count))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(sink).toOpaque(), Self.width, Self.height)
    guard let made else { throw PaperError(problem: "there is no surface") }
    guard let context = cairo_create(made) else {
      cairo_surface_destroy(made)
      throw PaperError(problem: "there is no context")
    }
    (surface, self.context) = (made, context)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func print() throws(PaperError) -> (data: Data, pages: Int) {
    describe()
    tagged("Document") {
      beginPage()
      for (index, block) in document.blocks.enumerated() {
        set(block, isBeforeMore: index + 1 < document.blocks.count)
      }
      endPage()
    }
    cairo_surface_finish(surface)
    for status in [cairo_status(context), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
      throw PaperError(problem: String(cString: cairo_status_to_string(status)))
    }
    return (sink.data, page)
  }

  private func describe() {
    let time = Date(timeIntervalSince1970: Double(document.created)).formatted(.iso8601)
    for (name, value) in [
      (CAIRO_PDF_METADATA_TITLE, document.title), (CAIRO_PDF_METADATA_AUTHOR, document.author),
      (CAIRO_PDF_METADATA_CREATOR, "Postern"), (CAIRO_PDF_METADATA_CREATE_DATE, time),
    ] { cairo_pdf_surface_set_metadata(surface, name, Self.plain(value)) }
  }

  private func set(_ block: PaperDocument.Block, isBeforeMore: Bool) {
    switch block {
    case .title(let text): flow(text, "H1", size: 20, bold: true, before: 0, after: 8, keeps: 60)
    case .heading(let text): flow(text, "H2", size: 13, bold: true, before: 14, after: 4, keeps: 50)
    case .paragraph(let text): flow(text, "P", size: 10, before: 0, after: 6)
    case .remark(let text): flow(text, "P", size: 8, grey: 0.35, before: 0, after: 4)
    case .row(let name, let value): row(name, value)
    }
  }

  /// Lines down the page, and over to the next.
  private func flow(
    _ text: String, _ tag: String, size: Double, bold: Bool = false, grey: Double = 0, before: Double,
    after: Double, keeps: Double = 0
  ) {
    let layout = TextLayout(text, on: context, width: Self.width - 2 * Self.margin, size: size, isBold: bold)
    if y > Self.margin { y += before }
    if y + max(layout.firstHeight, keeps) > bottom { turnPage() }
    tagged(tag) {
      dip(grey)
      layout.eachLine { line in
        if y + line.height > bottom { turnPage(within: tag) }
        show(line, x: Self.margin)
        y += line.height
      }
    }
    y += after
  }

  private func row(_ name: String, _ value: String) {
    let left = TextLayout(name, on: context, width: Self.labels - Self.gap, size: 10, isBold: true)
    let right = TextLayout(
      value, on: context, width: Self.width - 2 * Self.margin - Self.labels, size: 10, isBold: false)
    // A name is never parted from the beginning of what it names.
    if y + max(left.height, right.firstHeight) > bottom { turnPage() }
    dip(0)
    let (start, first) = (y, page)
    tagged("P") {
      left.eachLine { line in
        show(line, x: Self.margin)
        y += line.height
      }
    }
    let end = y
    y = start
    tagged("P") {
      right.eachLine { line in
        if y + line.height > bottom { turnPage(within: "P") }
        show(line, x: Self.margin + Self.labels)
        y += line.height
      }
    }
    y = (page == first ? max(y, end) : y) + 5
  }

  private var bottom: Double { Self.height - Self.margin - Self.foot / 2 }

  private func show(_ line: TextLayout.Line, x: Double) {
    cairo_move_to(context, x, y + line.baseline)
    pango_cairo_show_layout_line(context, line.line)
  }

  private func beginPage() {
    page += 1
    y = Self.margin
  }

  private func endPage() {
    let words =
      "\(document.footer)\(document.footer.isEmpty ? "" : " · ")Page \(page)\(pages.map { " of \($0)" } ?? "")"
    let layout = TextLayout(words, on: context, width: Self.width - 2 * Self.margin, size: 8, isBold: false)
    cairo_set_source_rgb(context, 0.35, 0.35, 0.35)
    y = Self.height - Self.foot
    layout.eachLine { line in
      show(line, x: Self.margin)
      y += line.height
    }
    cairo_show_page(context)
  }

  private func turnPage() {
    endPage()
    beginPage()
  }

  /// What goes on over the page's end is tagged anew: the foot between is no part of it.
  private func turnPage(within tag: String) {
    cairo_tag_end(context, tag)
    turnPage()
    dip(ink)
    cairo_tag_begin(context, tag, nil)
  }

  private func dip(_ grey: Double) {
    ink = grey
    cairo_set_source_rgb(context, grey, grey, grey)
  }

  private func tagged(_ tag: String, _ body: () -> Void) {
    cairo_tag_begin(context, tag, nil)
    body()
    cairo_tag_end(context, tag)
  }

  /// Without what would turn the direction of the text around it, or show nothing.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { scalar in
          switch scalar.value {
          case 0x0A: true
          case ..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: false
          default: true
          }
        }))
  }

  private final class Sink { var data = Data() }
}
