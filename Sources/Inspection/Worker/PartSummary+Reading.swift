import Extraction
import MIME

extension PartSummary {
  /// What is told of a part: its own account, its size and digest, and what came of its text.
  init(_ part: MIMEPart, reading: PartReading) {
    self.init(
      number: part.number, type: part.type, name: part.name,
      // More than a few are no honest mail; all of them have been searched as text.
      otherNames: Array(part.otherNames.prefix(10)), isAttachment: part.isAttachment,
      characters: reading.characters, protection: reading.protection, unreadable: reading.unreadable,
      unreadableKind: reading.unreadableKind, contentType: reading.contentType, isMismatch: reading.isMismatch,
      notes: reading.notes)
    if let header = part.headerRange, let body = part.bodyRange, header.lowerBound <= body.upperBound {
      span = header.lowerBound..<body.upperBound
    }
    guard !part.content.isContainer else { return }
    part.content.withBytes { bytes in
      size = bytes.count
      digest = PartDigest.sha256(bytes)
    }
  }
}

extension PartSummary {
  /// What is told of a file that came without a message.
  init(file bytes: UnsafeRawBufferPointer, name: String, reading: PartReading) {
    self.init(
      number: "1", type: reading.contentType, name: name, isAttachment: true, size: bytes.count,
      characters: reading.characters, protection: reading.protection, unreadable: reading.unreadable,
      unreadableKind: reading.unreadableKind, digest: PartDigest.sha256(bytes), contentType: reading.contentType,
      isMismatch: reading.isMismatch, notes: reading.notes)
  }

  /// A library asked for what the sandbox refuses, and may have gone on with less text than there is (D4).
  /// - Parameter calls: the system calls that were refused, by name.
  mutating func markUnreadable(_ calls: [String]) {
    guard unreadable == nil else { return }
    unreadable =
      "reading it asked for a file or another thing that the sandbox refuses (\(calls.sorted().joined(separator: ", ")))"
    unreadableKind = .other
  }
}

extension TextSummary {
  init(_ text: ExtractedText) {
    self.init(place: text.place, kind: text.kind, isQuoted: text.isQuoted)
  }
}

extension Inspection {
  /// A library asked for what the sandbox refuses, and may have gone on with less text than there is. Which part it
  /// was reading cannot be known for sure, so that none of them counts as read (D4).
  mutating func markAllUnreadable(_ calls: [String]) {
    // Headers belong to no part.
    limitsReached.append("reading it asked for what the sandbox refuses")
    for index in parts.indices where !parts[index].digest.isEmpty { parts[index].markUnreadable(calls) }
  }
}
