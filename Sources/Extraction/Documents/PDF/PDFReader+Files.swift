import CPageText
import CPoppler

/// Files that a document brings along.
extension PDFReader {
  /// Takes those in the document's tree of embedded files.
  static func files(in document: PDFDocument, _ reading: inout DocumentReading, _ budget: inout DocumentBudget) {
    for index in 0..<max(0, postern_files_count(document.contents)) {
      var sink = Sink(limit: budget.bytes)
      var file = postern_file()
      let isFile = withUnsafeMutablePointer(to: &sink) { sink in
        postern_file_read(
          document.contents, index, sink,
          { sink, start, count in
            sink?.assumingMemoryBound(to: Sink.self).pointee.take(UnsafeRawBufferPointer(start: start, count: count))
              ?? false
          }, &file)
      }
      guard isFile else { continue }
      defer { postern_file_release(&file) }
      let name = String(file.name)
      take(description: String(file.description), &reading)
      if file.has_content { take(name, sink, isWhole: true, "", &reading, &budget) } else { reading.names.append(name) }
    }
  }

  /// Takes a file that a remark holds, and lets go of the handle.
  static func take(
    _ file: UnsafeMutablePointer<PopplerAttachment>, _ place: String, _ reading: inout DocumentReading,
    _ budget: inout DocumentBudget
  ) {
    defer { g_object_unref(UnsafeMutableRawPointer(file)) }
    if let description = file.pointee.description { take(description: String(cString: description), &reading) }
    var sink = Sink(limit: budget.bytes)
    let isWhole = withUnsafeMutablePointer(to: &sink) { sink in
      poppler_attachment_save_to_callback(
        file,
        { start, count, sink, _ in
          guard let start, let sink else { return 0 }
          let piece = UnsafeRawBufferPointer(start: start, count: Int(count))
          return sink.assumingMemoryBound(to: Sink.self).pointee.take(piece) ? 1 : 0
        }, sink, nil)
    }
    let name = file.pointee.name.map { String(cString: $0) } ?? ""
    take(name, sink, isWhole: isWhole != 0, place, &reading, &budget)
  }

  private static func take(description: String, _ reading: inout DocumentReading) {
    if !description.isEmpty { reading.add(description, kind: .property, place: "attached files") }
  }

  private static func take(
    _ name: String, _ sink: Sink, isWhole: Bool, _ place: String, _ reading: inout DocumentReading,
    _ budget: inout DocumentBudget
  ) {
    guard isWhole, !sink.isFull, budget.take(bytes: sink.bytes.count) else {
      reading.names.append(name)
      return sink.isFull ? reading.fail(.bytes) : reading.fail("a file attached to it is damaged", .damaged)
    }
    reading.add(
      DocumentReading.Inner(
        name: name, bytes: sink.bytes,
        place: [place, "attached files"].filter { !$0.isEmpty }.joined(separator: " › ")))
  }

  /// What comes of a file piece by piece.
  private struct Sink {
    /// In bytes.
    let limit: Int
    var bytes: [UInt8] = []
    var isFull = false

    /// False when no more is taken.
    mutating func take(_ piece: UnsafeRawBufferPointer) -> Bool {
      guard bytes.count + piece.count <= limit else {
        isFull = true
        return false
      }
      bytes.append(contentsOf: piece)
      return true
    }
  }
}
