import Extraction

extension SafePage {
  func encode(to writer: inout ByteWriter) {
    writer.list(styles) { $1.encode(to: &$0) }
    writer.list(items) { writer, item in
      func style(_ style: Int?) { writer.number(UInt32(style.map { $0 + 1 } ?? 0)) }
      switch item {
      case .open(let element, let number):
        writer.byte(1)
        writer.choice(element)
        style(number)
      case .cell(let isHeading, let columns, let rows, let number):
        writer.byte(2)
        writer.bool(isHeading)
        writer.count(columns)
        writer.count(rows)
        style(number)
      case .close: writer.byte(3)
      case .text(let text):
        writer.byte(4)
        writer.string(text)
      case .lineBreak: writer.byte(5)
      case .rule: writer.byte(6)
      case .picture(let words):
        writer.byte(7)
        writer.string(words)
      case .target(let words):
        writer.byte(8)
        writer.string(words)
      }
    }
    writer.bool(isCut)
    writer.bool(leavesOutHidden)
  }

  /// Refuses what a browser would read in another way than it is written.
  init(from reader: inout ByteReader) throws(CodecError) {
    self.init()
    styles = try reader.list(ofAtLeast: 10, atMost: Bounds.styles) { reader throws(CodecError) in
      try SafeStyle(from: &reader)
    }
    items = try reader.list(ofAtLeast: 1, atMost: Bounds.items) { reader throws(CodecError) in
      func style(_ reader: inout ByteReader) throws(CodecError) -> Int? {
        let number = Int(try reader.number32())
        return number == 0 ? nil : number - 1
      }
      switch try reader.byte() {
      case 1: return .open(try reader.choice(), style: try style(&reader))
      case 2:
        return .cell(
          isHeading: try reader.bool(), columns: Int(try reader.number32()), rows: Int(try reader.number32()),
          style: try style(&reader))
      case 3: return .close
      case 4: return .text(try reader.string(atMost: Bounds.text))
      case 5: return .lineBreak
      case 6: return .rule
      case 7: return .picture(try reader.string(atMost: Bounds.words))
      case 8: return .target(try reader.string(atMost: Bounds.words))
      default: throw CodecError("an unknown piece of a page")
      }
    }
    isCut = try reader.bool()
    leavesOutHidden = try reader.bool()
    guard isWellFormed else { throw CodecError("a page is not what a page may be") }
  }
}

extension SafeStyle {
  func encode(to writer: inout ByteWriter) {
    writer.optional(colour) { $0.number($1) }
    writer.optional(background) { $0.number($1) }
    writer.optional(size) { $0.count($1) }
    for fact in [isBold, isItalic, isRightToLeft] { writer.optional(fact) { $0.bool($1) } }
    writer.optional(decoration) { $0.choice($1) }
    writer.optional(shift) { $0.choice($1) }
    writer.optional(alignment) { $0.choice($1) }
    for fact in [isMonospaced, keepsSpace, hasBorder] { writer.bool(fact) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init()
    colour = try reader.optional { reader throws(CodecError) in try reader.number32() }
    background = try reader.optional { reader throws(CodecError) in try reader.number32() }
    size = try reader.optional { reader throws(CodecError) in Int(try reader.number32()) }
    isBold = try reader.optional { reader throws(CodecError) in try reader.bool() }
    isItalic = try reader.optional { reader throws(CodecError) in try reader.bool() }
    isRightToLeft = try reader.optional { reader throws(CodecError) in try reader.bool() }
    decoration = try reader.optional { reader throws(CodecError) in try reader.choice() }
    shift = try reader.optional { reader throws(CodecError) in try reader.choice() }
    alignment = try reader.optional { reader throws(CodecError) in try reader.choice() }
    isMonospaced = try reader.bool()
    keepsSpace = try reader.bool()
    hasBorder = try reader.bool()
  }
}
