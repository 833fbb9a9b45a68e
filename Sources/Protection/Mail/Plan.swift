import Extraction
import Foundation
import MIME

/// How one message is changed.
struct Plan {
  let bytes: UnsafeRawBufferPointer
  let tree: PartTree
  let order: ProtectionOrder
  private(set) var parts: [ProtectedPart] = []
  private var splices: [Splice] = []

  init(bytes: UnsafeRawBufferPointer, tree: PartTree, order: ProtectionOrder) {
    (self.bytes, self.tree, self.order) = (bytes, tree, order)
  }

  mutating func leave(_ indices: [Int]) { for index in indices { note(index, .alreadyLocked) } }

  private mutating func note(_ index: Int, _ outcome: ProtectedPart.Outcome) {
    parts.append(ProtectedPart(number: tree.parts[index].number, outcome: outcome))
  }

  /// One document gets a password of its own; all else goes into one archive.
  mutating func protect(_ files: [(Int, Lockability)], bodies: [Int]) throws(ProtectionFailure) {
    if bodies.isEmpty, files.count == 1, let (index, kind) = files.first {
      let document = tree.parts[index].content.withBytes { FileProtector.inPlace($0, kind, order.password) }
      if let document {
        note(index, document.outcome)
        return replaceContent(of: index, with: document.bytes)
      }
    }
    try pack(files, bodies: bodies)
  }

  private mutating func pack(_ files: [(Int, Lockability)], bodies: [Int]) throws(ProtectionFailure) {
    let archive = try archive(files.map(\.0), bodies: bodies)
    for (index, kind) in files {
      switch kind {
      case .other(let reason): note(index, .archive(reason: reason))
      case .office, .pdf, .locked:
        // Alone it would have had a password of its own, if its library had not complained.
        note(index, .archive(reason: files.count == 1 && bodies.isEmpty ? .damaged : nil))
      }
    }
    for index in bodies { note(index, .archive(reason: nil)) }

    var gone = files.dropFirst().map(\.0)
    if let (first, _) = files.first { replaceByArchive(first, archive) }
    for (number, index) in bodies.enumerated() {
      if number == 0, files.isEmpty {
        replaceByNote(index, with: archive)
      } else if tree.leaves(at: index).contains(where: { BodyDocument.isText(tree.parts[$0]) }) {
        replaceByNote(index, with: nil)
      } else {
        gone.append(index)
      }
    }
    try remove(gone)
    if !bodies.isEmpty { blankMargins() }
  }

  private func archive(_ files: [Int], bodies: [Int]) throws(ProtectionFailure) -> [UInt8] {
    var entries: [ZipPacker.Entry] = []
    let documents = bodies.flatMap { BodyDocument.files(of: $0, in: tree) }
    for (number, document) in documents.enumerated() {
      let name = "message\(documents.count == 1 ? "" : "-\(number + 1)").\(document.ending)"
      let isDense = document.bytes.withUnsafeBytes(Packing.isDense)
      entries.append(ZipPacker.Entry(name: name, isPacked: isDense) { take in document.bytes.withUnsafeBytes(take) })
    }
    for (number, index) in files.enumerated() {
      let part = tree.parts[index]
      let name = "file\(files.count == 1 ? "" : "-\(number + 1)").\(FileEnding.of(part))"
      let isDense = part.content.withBytes(Packing.isDense)
      entries.append(ZipPacker.Entry(name: name, isPacked: isDense) { take in part.content.withBytes(take) })
    }
    return try ZipPacker.archive(entries, password: order.password)
  }

  // MARK: - Changes

  private func header(_ index: Int) -> RawHeader { RawHeader(bytes, tree.parts[index].headerRange ?? 0..<0) }

  /// The same name, type and place, other bytes.
  private mutating func replaceContent(of index: Int, with content: [UInt8]) {
    let header = header(index)
    set(header, [("Content-Transfer-Encoding", "base64"), ("Content-MD5", nil)], for: index)
    if let field = header.fields.first(where: { $0.name == "content-disposition" }),
      let size = Self.sizeParameter(UnsafeRawBufferPointer(rebasing: bytes[field.range]))
    {
      let start = field.range.lowerBound
      let kept =
        Array(bytes[start..<start + size.lowerBound]) + Array(bytes[start + size.upperBound..<field.range.upperBound])
      splices.append(Splice(field.range, [.bytes(kept)]))
    }
    replaceBody(of: index, [.base64(content, lineEnd: header.lineEnd)], header.lineEnd)
  }

  private mutating func replaceByArchive(_ index: Int, _ archive: [UInt8]) {
    let header = header(index)
    set(header, Self.archiveFields(order.archiveName), for: index)
    replaceBody(of: index, [.base64(archive, lineEnd: header.lineEnd)], header.lineEnd)
  }

  private static func archiveFields(_ name: String) -> [(name: String, value: String?)] {
    [
      ("Content-Type", "application/zip" + HeaderParameter(name: "name", value: name).text),
      ("Content-Disposition", "attachment" + HeaderParameter(name: "filename", value: name).text),
      ("Content-Transfer-Encoding", "base64"), ("Content-Description", nil), ("Content-Location", nil),
      ("Content-MD5", nil),
    ]
  }

  /// A note in the place of texts, and behind it the archive where no other part makes room for it.
  private mutating func replaceByNote(_ index: Int, with archive: [UInt8]?) {
    let header = header(index)
    let lineEnd = String(decoding: header.lineEnd, as: UTF8.self)
    let note = BodyNote(archiveName: order.archiveName)
    var fields: [(name: String, value: String?)] = [
      ("Content-Disposition", nil), ("Content-Description", nil), ("Content-Location", nil), ("Content-MD5", nil),
      ("Content-Language", nil),
    ]
    if let archive {
      let boundary = freeBoundary()
      fields += [("Content-Type", "multipart/mixed;\nboundary=\"\(boundary)\""), ("Content-Transfer-Encoding", nil)]
      let inner = Self.archiveFields(order.archiveName).compactMap { field in field.value.map { "\(field.name): \($0)" }
      }
      let start = ["--\(boundary)"] + note.fields + ["", note.text, "--\(boundary)"] + inner + ["", ""]
      replaceBody(
        of: index,
        [
          .bytes(Array(start.joined(separator: "\n").written(lineEnd).utf8)), .base64(archive, lineEnd: header.lineEnd),
          .bytes(Array("\(lineEnd)--\(boundary)--".utf8)),
        ], header.lineEnd)
    } else {
      fields += [("Content-Type", BodyNote.type), ("Content-Transfer-Encoding", note.encoding)]
      replaceBody(of: index, [.bytes(Array(note.text.written(lineEnd).utf8))], header.lineEnd)
    }
    set(header, fields, for: index)
  }

  private mutating func set(_ header: RawHeader, _ fields: [(name: String, value: String?)], for index: Int) {
    var fields = fields
    // RFC 2045 §4: without it the fields above mean nothing.
    let isMissing = !header.fields.contains { $0.name == "mime-version" }
    if tree.parts[index].parent == nil, isMissing { fields.insert(("MIME-Version", "1.0"), at: 0) }
    splices += header.splices(setting: fields)
  }

  private mutating func replaceBody(of index: Int, _ pieces: [Splice.Piece], _ lineEnd: [UInt8]) {
    guard let range = tree.parts[index].bodyRange else { return }
    // The line end before a delimiter belongs to that (RFC 2046 §5.1.1); the message's last line has its own.
    let isLast = range.upperBound == bytes.count
    splices.append(Splice(range, isLast ? pieces + [.bytes(lineEnd)] : pieces))
  }

  /// Takes parts out, and multiparts that would hold nothing any more.
  private mutating func remove(_ indices: [Int]) throws(ProtectionFailure) {
    var gone = Set(indices)
    for index in tree.parts.indices.reversed() where tree.unit(index) == nil {
      let children = tree.children(of: index)
      if !children.isEmpty, children.allSatisfy({ gone.contains($0) }) {
        gone.subtract(children)
        gone.insert(index)
      }
    }
    for index in gone.sorted() {
      guard let header = tree.parts[index].headerRange, let body = tree.parts[index].bodyRange, header.lowerBound > 0,
        tree.parts[index].parent != nil
      else { throw .ambiguous }
      let delimiter = bytes[..<(header.lowerBound - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      guard bytes[delimiter..<header.lowerBound].starts(with: [0x2D, 0x2D]) else { throw .ambiguous }
      // With the line end that belongs to its delimiter (RFC 2046 §5.1.1): the next one keeps its own.
      if let previous = previousSibling(of: index).flatMap({ tree.parts[$0].bodyRange?.upperBound }) {
        guard previous <= delimiter else { throw .ambiguous }
        splices.append(Splice(previous..<body.upperBound))
        continue
      }
      // The first one: from its delimiter up to the next one.
      var end = body.upperBound
      if end < bytes.count, bytes[end] == 0x0D { end += 1 }
      if end < bytes.count, bytes[end] == 0x0A { end += 1 }
      splices.append(Splice(delimiter..<end))
    }
  }

  private func previousSibling(of index: Int) -> Int? {
    let siblings = tree.parts[index].parent.map { tree.children(of: $0) } ?? []
    return siblings.last { $0 < index }
  }

  /// Text before and after the parts, which some programs show.
  private mutating func blankMargins() {
    for (index, part) in tree.parts.enumerated() where tree.unit(index) == nil {
      let children = tree.children(of: index)
      guard let body = part.bodyRange, let first = children.first, let last = children.last,
        !splices.contains(where: {
          $0.range.lowerBound <= body.lowerBound && $0.range.upperBound >= body.upperBound && !$0.range.isEmpty
        }),
        let start = tree.parts[first].headerRange?.lowerBound, start > 0,
        let end = tree.parts[last].bodyRange?.upperBound
      else { continue }
      if !part.preamble.isEmpty {
        let delimiter = bytes[..<(start - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        if delimiter > body.lowerBound { splices.append(Splice(body.lowerBound..<delimiter)) }
      }
      if !part.epilogue.isEmpty, end < body.upperBound {
        var place = end
        // The line end before the closing delimiter, then that delimiter's line.
        for _ in 0..<2 { place = (bytes[place..<body.upperBound].firstIndex(of: 0x0A) ?? body.upperBound - 1) + 1 }
        if place < body.upperBound { splices.append(Splice(place..<body.upperBound)) }
      }
    }
  }

  /// In order, and none within another.
  func checkedSplices() throws(ProtectionFailure) -> [Splice] {
    let sorted = splices.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
    }.map(\.element).filter { !$0.range.isEmpty || $0.count > 0 }
    var end = 0
    for splice in sorted {
      guard splice.range.lowerBound >= end, splice.range.upperBound <= bytes.count else { throw .ambiguous }
      end = splice.range.upperBound
    }
    return sorted
  }

  /// One that stands nowhere in the message (RFC 2046 §5.1.1).
  private func freeBoundary() -> String {
    "=_postern_" + SystemRandom.bytes(18).map { String($0, radix: 16) }.joined()
  }

  /// Where a field says how large the old content was (RFC 2183 §2.7).
  static func sizeParameter(_ field: UnsafeRawBufferPointer) -> Range<Int>? {
    var isQuoted = false
    for place in field.indices {
      if field[place] == 0x22 { isQuoted.toggle() }
      guard field[place] == 0x3B, !isQuoted else { continue }
      var end = place + 1
      while end < field.count, [0x20, 0x09, 0x0D, 0x0A].contains(field[end]) { end += 1 }
      guard field[end...].prefix(5).elementsEqual(Array("size=".utf8)) else { continue }
      end += 5
      while end < field.count, (0x30...0x39).contains(field[end]) { end += 1 }
      if end < field.count, field[end] == 0x3B || field[end] <= 0x20 { return place..<end }
    }
    return nil
  }
}

/// What stands in clear in the place of a text that went into the archive.
struct BodyNote {
  static let type = "text/plain; charset=utf-8"
  let archiveName: String

  var text: String {
    """
    The text of this message is in the attached file "\(archiveName)".
    It opens with a password, which its sender will tell you in another way,
    for example on the telephone.

    """
  }

  var encoding: String { text.utf8.allSatisfy { $0 < 0x80 } ? "7bit" : "8bit" }

  var fields: [String] { ["Content-Type: \(Self.type)", "Content-Transfer-Encoding: \(encoding)"] }
}

extension String {
  /// With another line end; lines that belong to a folded field begin with a tab.
  fileprivate func written(_ lineEnd: String) -> String {
    replacing(";\n", with: ";\n\t").replacing("\n", with: lineEnd)
  }
}
