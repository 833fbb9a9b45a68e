/// Parts that Word, Excel and PowerPoint files have alike.
enum OfficeParts {
  /// What to do with a part that the document's own reader does not know.
  static func use(_ name: String) -> PackageWalk.Use {
    let folders = name.split(separator: "/")
    let last = folders.last.map(String.init) ?? name
    let ending = FileKind.ending(of: last)
    if name == "[content_types].xml" || folders.contains("theme") || folders.contains("fonts") { return .skip }
    if last.hasPrefix("thumbnail."), name.hasPrefix("docprops/") { return .skip }
    // Macros' code, printers' settings, and signatures' own parts hold no text that people send.
    if ["vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin"].contains(last) || last.hasPrefix("printersettings")
      || folders.contains("_xmlsignatures") || folders.contains("activex") || folders.contains("ctrlprops")
      || folders.contains("customui")
    {
      return .skip
    }
    if ending == "rels" {
      let links = Relationships(part: name)
      return .xml(links) { $0.add(unique(links.external).joined(separator: "\n"), kind: .property, place: "links") }
    }
    if name.hasPrefix("docprops/") {
      let properties = PropertyHandler()
      return .xml(properties) { $0.add(properties.result, kind: .property, place: "document properties") }
    }
    if folders.contains("media") { return .inner(place: "pictures") }
    if folders.contains("embeddings") { return .inner(place: "embedded objects") }
    if folders.contains("charts") || folders.contains("chartex") || folders.contains("diagrams") {
      // Styles and colours, and the drawing that repeats a diagram's data.
      guard last.hasPrefix("chart") || last.hasPrefix("data"), ending == "xml" else { return .skip }
      let drawing = DrawingHandler()
      let place = folders.contains("diagrams") ? "diagram" : "chart"
      return .xml(drawing) { drawing.take(into: &$0, place: place) }
    }
    if ending == "xml" || ending == "vml" {
      let texts = XMLTextHandler(within: ending == "vml" ? "textbox" : nil)
      return .xml(texts) { $0.add(texts.result, kind: .property, place: "other parts") }
    }
    return .inner(place: "other files")
  }

  static func unique(_ lines: [String]) -> [String] {
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }
  }
}

/// Document properties (ECMA-376 part 2 §11, part 1 §15.2.12): a line each, "title: Autumn list".
final class PropertyHandler: XMLHandler {
  private var lines: [String] = []
  private var text: [UInt8] = []
  private var name = ""
  private static let dull: Set<String> = [
    "application", "appversion", "template", "totaltime", "pages", "words", "characters", "lines", "paragraphs",
    "slides", "notes", "hiddenslides", "mmclips", "scalecrop", "docsecurity", "linksuptodate", "shareddoc",
    "hyperlinkschanged", "characterswithspaces", "revision", "created", "modified", "lastprinted", "presentationformat",
    "i4", "bool", "filetime",
  ]

  var result: String { lines.joined(separator: "\n") }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    text = []
    if name == "property", let own = attributes["name"] { self.name = own }
  }

  func end(_ name: XMLName) {
    let value = String(decoding: text, as: UTF8.self).trimmed
    text = []
    let name = name.string
    guard !value.isEmpty, lines.count < 5_000, !Self.dull.contains(name.lowercased()) else { return }
    // Names of sheets and slides, which stand in their own parts, come without a name here.
    if name.hasPrefix("lp"), self.name.isEmpty { return }
    let title = name.hasPrefix("lp") ? self.name : name
    lines.append("\(title): \(value)")
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) { if text.count < 1 << 20 { text += bytes } }
}
