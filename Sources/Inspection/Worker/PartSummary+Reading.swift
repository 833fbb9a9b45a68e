import Extraction
import MIME

extension PartSummary {
  /// What is told of a part: its own account, its size and digest, and what came of its text.
  init(_ part: MIMEPart, reading: PartReading) {
    self.init(
      number: part.number, type: part.type, name: part.name, isAttachment: part.isAttachment,
      characters: reading.characters, protection: reading.protection, unreadable: reading.unreadable,
      unreadableKind: reading.unreadableKind)
    guard !part.content.isContainer else { return }
    part.content.withBytes { bytes in
      size = bytes.count
      digest = PartDigest.sha256(bytes)
    }
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
  mutating func markAllUnreadable() {
    // Headers belong to no part.
    limitsReached.append("reading it asked for what the sandbox refuses")
    for index in parts.indices where parts[index].unreadable == nil && !parts[index].digest.isEmpty {
      parts[index].unreadable = "reading it asked for a file or another thing that the sandbox refuses"
      parts[index].unreadableKind = .other
    }
  }
}
