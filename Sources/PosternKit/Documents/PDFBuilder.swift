/// Writes PDF documents as few programs would (ISO 32000-1 §7.5).
public struct PDFBuilder {
  /// Objects from number 1 on; a stream's bytes stand behind its dictionary.
  private var objects: [(head: String, stream: [UInt8]?)] = []

  /// The number that the next object gets.
  public var next: Int { objects.count + 1 }

  public init() {}

  /// Adds an object, and gives its number.
  @discardableResult
  public mutating func add(_ object: String) -> Int {
    objects.append((object, nil))
    return objects.count
  }

  /// Adds a stream, and gives its number.
  /// - Parameter about: what stands in the stream's dictionary beside its length.
  @discardableResult
  public mutating func add(_ about: String = "", stream: [UInt8]) -> Int {
    objects.append(("<<\(about)/Length \(stream.count)>>", stream))
    return objects.count
  }

  /// The file; the catalogue is `root`.
  public func bytes(root: Int) -> [UInt8] {
    var bytes = Array("%PDF-1.5\n".utf8)
    var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for (index, object) in objects.enumerated() {
      let place = String(bytes.count)
      table += String(repeating: "0", count: 10 - place.count) + place + " 00000 n \n"
      bytes += Array("\(index + 1) 0 obj\n\(object.head)\n".utf8)
      if let stream = object.stream { bytes += Array("stream\n".utf8) + stream + Array("\nendstream\n".utf8) }
      bytes += Array("endobj\n".utf8)
    }
    let start = bytes.count
    bytes += Array(
      (table + "trailer <</Size \(objects.count + 1)/Root \(root) 0 R>>\nstartxref\n\(start)\n%%EOF\n").utf8)
    return bytes
  }

  /// Deflate as a PDF filter takes it (RFC 1950); readers pass over the checksum at its end.
  public static func zlib(_ deflated: [UInt8]) -> [UInt8] { [0x78, 0x01] + deflated + [0, 0, 0, 0] }

  /// A document of pages with these contents, which may use the font F and what `resources` names.
  /// - Parameter catalogue: what stands in the catalogue beside its pages.
  public static func document(
    _ contents: [String], resources: String = "", catalogue: String = "",
    with build: (inout PDFBuilder) -> Void = { _ in }
  )
    -> [UInt8]
  {
    var pdf = PDFBuilder()
    // Made first, so that `resources` can name them: from 1 on.
    build(&pdf)
    let font = pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    let tree = pdf.next + contents.count * 2
    var kids: [String] = []
    for content in contents {
      let stream = pdf.add(stream: Array(content.utf8))
      let page = pdf.add(
        "<</Type/Page/Parent \(tree) 0 R/MediaBox[0 0 600 800]/Contents \(stream) 0 R/Resources<</Font<</F \(font) 0 R>>\(resources)>>>>"
      )
      kids.append("\(page) 0 R")
    }
    pdf.add("<</Type/Pages/Count \(contents.count)/Kids[\(kids.joined(separator: " "))]>>")
    let root = pdf.add("<</Type/Catalog/Pages \(tree) 0 R\(catalogue)>>")
    return pdf.bytes(root: root)
  }
}
