import Detection
import People

extension Finding {
  func encode(to writer: inout ByteWriter) {
    switch what {
    case .identifier(let kind, let value):
      writer.byte(1)
      writer.choice(kind)
      writer.string(value)
    case .category(let category, let grade):
      writer.byte(2)
      writer.choice(category)
      writer.choice(grade)
    case .person: writer.byte(3)
    }
    writer.list(subjects) { writer, subject in
      switch subject {
      case .recorded(let number):
        writer.byte(1)
        writer.number(number.value)
      case .named(let name):
        writer.byte(2)
        writer.string(name)
      }
    }
    writer.bool(isAmbiguous)
    writer.integer(text)
    writer.integer(range.lowerBound)
    writer.integer(range.upperBound)
    writer.optional(cell) { $0.string($1) }
    writer.fraction(confidence)
    evidence.encode(to: &writer)
  }

  init(from reader: inout ByteReader, texts: Int) throws(CodecError) {
    let what: What
    switch try reader.byte() {
    case 1: what = .identifier(try reader.choice(), value: try reader.string(atMost: WireBounds.text))
    case 2: what = .category(try reader.choice(), try reader.choice())
    case 3: what = .person
    default: throw CodecError("an unknown finding")
    }
    let subjects = try reader.list(ofAtLeast: 5) { reader throws(CodecError) -> DataSubject in
      switch try reader.byte() {
      case 1: return .recorded(PersonNumber(try reader.number32()))
      case 2: return .named(try reader.string(atMost: WireBounds.text))
      default: throw CodecError("an unknown data subject")
      }
    }
    let isAmbiguous = try reader.bool()
    let text = try reader.index(below: texts)
    let start = try reader.integer(in: 0...(1 << 40))
    let end = try reader.integer(in: start...(1 << 40))
    self.init(
      what, subjects: subjects, isAmbiguous: isAmbiguous, text: text, range: start..<end,
      cell: try reader.optionalString(atMost: WireBounds.words), confidence: try reader.fraction(),
      evidence: try Evidence(from: &reader))
  }
}

extension Evidence {
  func encode(to writer: inout ByteWriter) {
    writer.string(recogniser)
    writer.fraction(base)
    writer.optional(checksum) { $0.bool($1) }
    writer.optional(context) { $0.string($1) }
    writer.optional(link) { $0.string($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(recogniser: try reader.string(atMost: WireBounds.words), base: try reader.fraction())
    checksum = try reader.optional { reader throws(CodecError) in try reader.bool() }
    context = try reader.optionalString(atMost: WireBounds.words)
    link = try reader.optionalString(atMost: WireBounds.words)
  }
}
