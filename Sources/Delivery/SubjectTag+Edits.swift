public import Configuration

extension SubjectTag {
  /// What takes the tag off a message's subject. Where it stands in clear, all behind it stays as it was, byte for byte;
  /// where it is written in encoded words (RFC 2047), the rest is written anew. A subject that was nothing else goes.
  public func edits(of fields: [HeaderField]) -> [HeaderEdit] {
    let subjects = fields.filter { $0.name.lowercased() == "subject" }
    var edits: [HeaderEdit] = []
    for (number, field) in subjects.enumerated() {
      let value = field.value.drop(while: \.isWhitespace)
      guard Self.stands(tag, at: value) else { continue }
      let rest = String(value.dropFirst(tag.count).drop(while: \.isWhitespace)).replacing("\r\n", with: "\n")
      let line = rest.hasSuffix("\n") ? String(rest.dropLast()) : rest
      // Bytes that are no UTF-8 would not come back as they were.
      let kept = line.contains("\u{FFFD}") ? encoded : line
      edits.append(HeaderEdit(name: field.name, occurrence: number + 1, value: kept.isEmpty ? nil : kept))
    }
    if edits.isEmpty, let first = subjects.firstIndex(where: { $0.value.contains { !$0.isWhitespace } }) {
      edits = [
        HeaderEdit(
          name: subjects[first].name, occurrence: first + 1, value: rest.isEmpty ? nil : encoded)
      ]
    }
    return edits
  }

  private var encoded: String { EncodedWord.unstructured(rest).replacing("\r\n", with: "\n") }
}
