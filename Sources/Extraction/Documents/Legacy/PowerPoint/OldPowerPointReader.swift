import MIME

/// Presentations of PowerPoint 97 to 2003 ([MS-PPT]).
enum OldPowerPointReader: DocumentReader {
  private typealias Kind = PPTRecord.Kind

  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    guard let ole = OLEFile(file.bytes), let stream = ole.stream("PowerPoint Document", limit: budget.bytes) else {
      reading.fail("damaged", .damaged)
      return reading
    }
    guard budget.take(bytes: stream.count) else {
      reading.fail(.bytes)
      return reading
    }
    let user = Octets(ole.stream("Current User", limit: 4096) ?? [])
    // §2.3.2: the mark of an encrypted file.
    if user.u32(12) == 0xF3D1_C4DF {
      reading.protection = .openPassword
      return reading
    }
    let presentation = PPTPresentation(Octets(stream), currentEdit: user.u32(16))
    if presentation.isEncrypted {
      reading.protection = .openPassword
      return reading
    }
    presentation.read(&reading, &budget)
    PropertySets.read(ole, &reading)
    return reading
  }
}

/// A presentation stream, with what its last saving counts as part of it: what was replaced stays in the stream.
private struct PPTPresentation {
  private typealias Kind = PPTRecord.Kind

  private let stream: Octets
  /// Where each persistent object lies (§2.3.4).
  private var places: [Int: Int] = [:]
  private(set) var isEncrypted = false
  private var documentID = 1

  init(_ stream: Octets, currentEdit: Int?) {
    self.stream = stream
    var edit = currentEdit
    for _ in 0..<1_000 {
      guard let place = edit, let record = PPTRecord(stream, at: place, base: 0), record.kind == Kind.userEdit else {
        break
      }
      // §2.3.3: a fifth reference is there only when the document is encrypted.
      if place == currentEdit {
        isEncrypted = record.body.count >= 32 && (record.body.u32(28) ?? 0) != 0
        documentID = record.body.u32(16) ?? 1
      }
      if let directory = record.body.u32(12) { addPlaces(directory) }
      let before = record.body.u32(8)
      guard let before, before != 0, before < place else { break }
      edit = before
    }
  }

  /// PersistDirectoryAtom (§2.3.4): the first number of 20 bits, their count of 12, then their places.
  private mutating func addPlaces(_ place: Int) {
    guard let record = PPTRecord(stream, at: place, base: 0), record.kind == Kind.persistDirectory else { return }
    var at = 0
    while let head = record.body.u32(at) {
      let first = head & 0xF_FFFF
      let count = head >> 20
      for index in 0..<count {
        guard let offset = record.body.u32(at + 4 + index * 4) else { return }
        // The last saving comes first.
        if places[first + index] == nil { places[first + index] = offset }
      }
      at += 4 + count * 4
    }
  }

  func read(_ reading: inout DocumentReading, _ budget: inout DocumentBudget) {
    let all = PPTRecord.all(in: stream, base: 0)
    let current = Set(places.values)
    // A presentation without a directory is read as it lies.
    let document =
      all.first { $0.kind == Kind.document && ($0.place == places[documentID] || places.isEmpty) }
      ?? all.last { $0.kind == Kind.document }
    guard let document else { return reading.fail("damaged", .damaged) }
    let outline = self.outline(document)
    var numbers: [Int: Int] = [:]
    for (number, slide) in outline.enumerated() {
      if let place = places[slide.id] { numbers[place] = number }
    }
    var read: Set<Int> = []
    for record in all where record.kind == Kind.slide && (current.contains(record.place) || places.isEmpty) {
      guard budget.take(pages: 1) else { return reading.fail(.pages) }
      let number = numbers[record.place]
      if let number { read.insert(number) }
      add(record, number, outline, &reading)
    }
    for (number, slide) in outline.enumerated() where !read.contains(number) {
      reading.add(slide.texts.joined(separator: "\n"), place: "slide \(number + 1)")
    }
    for record in all {
      switch record.kind {
      case Kind.notes:
        add(
          record.texts(), .speakerNotes,
          current.contains(record.place) || places.isEmpty ? "notes" : "notes of an earlier version", &reading)
      case Kind.slide where !current.contains(record.place) && !places.isEmpty:
        add(record.texts(), .hiddenText, "slide of an earlier version", &reading)
      case Kind.mainMaster, Kind.handout: add(record.texts(), .headerFooter, "master slides", &reading)
      default: break
      }
    }
    rest(document, &reading)
  }

  private func add(_ lines: [String], _ kind: TextKind, _ place: String, _ reading: inout DocumentReading) {
    reading.add(lines.filter { !$0.trimmed.isEmpty }.joined(separator: "\n"), kind: kind, place: place)
  }

  /// The text of titles and outlines stands in the document, in the order of the slides (§2.4.14.3).
  private func outline(_ document: PPTRecord) -> [(id: Int, texts: [String])] {
    var slides: [(id: Int, texts: [String])] = []
    // Instance 1 lists masters, 2 notes.
    for list in document.children where list.kind == Kind.slideList && list.instance == 0 {
      for record in list.children {
        if record.kind == Kind.slidePersist {
          slides.append((record.body.u32(0) ?? -1, []))
        } else if !slides.isEmpty {
          slides[slides.count - 1].texts += record.texts()
        }
      }
    }
    return slides
  }

  private func add(
    _ record: PPTRecord, _ number: Int?, _ outline: [(id: Int, texts: [String])], _ reading: inout DocumentReading
  ) {
    // SlideShowSlideInfoAtom (§2.6.6): bit 2 of the flags hides the slide.
    let isHidden = record.children.contains { $0.kind == Kind.slideInfo && ($0.body.u16(10) ?? 0) & 4 != 0 }
    let place = (number.map { "slide \($0 + 1)" } ?? "slide") + (isHidden ? " (hidden)" : "")
    var lines = number.map { outline[$0].texts } ?? []
    var remarks: [String] = []
    collect(record, depth: 0, &lines, &remarks)
    add(lines, isHidden ? .hiddenSlide : .visible, place, &reading)
    add(remarks, .comment, "\(place) › comments", &reading)
    if isHidden { reading.note("slide \(number.map { "\($0 + 1)" } ?? "") is hidden") }
  }

  private func collect(_ record: PPTRecord, depth: Int, _ lines: inout [String], _ remarks: inout [String]) {
    guard depth < 24 else { return }
    for child in record.children {
      if child.kind == Kind.comment {
        remarks += child.texts()
      } else if child.isContainer {
        collect(child, depth: depth + 1, &lines, &remarks)
      } else {
        lines += child.texts()
      }
    }
  }

  /// Headers, footers and links of the whole document; texts of lists that are no slides'.
  private func rest(_ document: PPTRecord, _ reading: inout DocumentReading) {
    var headers: [String] = []
    var others: [String] = []
    for child in document.children {
      switch child.kind {
      case Kind.headersFooters: headers += child.texts()
      case Kind.slideList: if child.instance == 2 { add(child.texts(), .speakerNotes, "notes", &reading) }
      default: others += child.texts()
      }
    }
    add(headers, .headerFooter, "headers and footers", &reading)
    add(others.filter { $0.utf8.count > 2 }, .property, "links and names", &reading)
  }
}
