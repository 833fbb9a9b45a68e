/// Any XML file: the text of its elements, a line each.
enum XMLFile {
  static func read(_ bytes: UnsafeRawBufferPointer, into reading: inout DocumentReading) {
    let handler = XMLTextHandler()
    let outcome = XMLParsing.read(bytes, handler)
    reading.add(handler.result)
    if let words = outcome.words { reading.fail(words, .damaged) }
  }
}

/// Gathers all text, and the attributes in which people write.
final class XMLTextHandler: XMLHandler {
  private var lines: [String] = []
  private var line: [UInt8] = []
  private let limit = 8 << 20
  private var size = 0
  /// Only text inside this element counts.
  private let container: String?
  private var depth = 0

  init(within container: String? = nil) { self.container = container }

  var result: String {
    close()
    return lines.joined(separator: "\n")
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    close()
    if let container, name.string == container { depth += 1 }
    for key in ["title", "descr", "alt", "string", "value", "v", "label"] as [StaticString] {
      if let text = attributes[key], text.utf8.count > 2, text.contains(where: \.isLetter) { take(Array(text.utf8)) }
    }
  }

  func end(_ name: XMLName) {
    close()
    if let container, name.string == container { depth -= 1 }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard size < limit, container == nil || depth > 0 else { return }
    size += bytes.count
    line += bytes
  }

  private func take(_ bytes: [UInt8]) {
    line = bytes
    close()
  }

  private func close() {
    guard !line.isEmpty else { return }
    let text = String(decoding: line, as: UTF8.self).trimmed
    line = []
    if !text.isEmpty { lines.append(text) }
  }
}
