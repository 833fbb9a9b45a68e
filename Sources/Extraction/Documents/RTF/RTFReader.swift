import MIME

/// RTF files (Rich Text Format 1.9.1).
enum RTFReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var reading = DocumentReading()
    guard budget.take(bytes: file.bytes.count) else {
      reading.fail(.bytes)
      return reading
    }
    var parser = RTFParser(file.bytes)
    parser.read()
    parser.add(to: &reading, &budget)
    return reading
  }
}

/// Goes through an RTF file once.
struct RTFParser {
  private static let depth = 1_000

  private let bytes: UnsafeRawBufferPointer
  private var state = RTFState()
  private var stack: [RTFState] = []
  /// Groups that lie deeper than groups are followed; they are read as if they had no braces.
  private var deeper = 0
  private var isTooDeep = false
  private var flow = WordFlow()
  private var texts: [RTFState.Sink: String] = [:]
  private var objects = RTFObjects()
  private var fonts: [Int: String] = [:]
  private var documentCharset = "windows-1252"
  /// Bytes whose characters are not known yet: one may have several.
  private var pending: [UInt8] = []
  private var toSkip = 0
  private var highSurrogate: UInt16?
  private var isProtected = false
  /// Colours that are nearly white, by number; nil while the table is not read.
  private var colours = RTFColours()

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func read() {
    var tokens = RTFTokens(bytes)
    while let token = tokens.next() {
      if case .byte = token {} else { flush() }
      switch token {
      case .open: open()
      case .close: close()
      case .word(let name, let number): word(name, number)
      case .symbol(let symbol): self.symbol(symbol)
      case .byte(let byte):
        if toSkip > 0 { toSkip -= 1 } else { pending.append(byte) }
      case .text(let range): text(range)
      case .binary(let range): if state.sink == .object || state.sink == .picture { objects.add(bytes[range]) }
      }
    }
    flush()
    flow.finish()
  }

  mutating func add(to reading: inout DocumentReading, _ budget: inout DocumentBudget) {
    for text in flow.texts {
      switch text {
      case .prose(let prose): reading.add(prose.trimmedLines)
      case .table(let table):
        guard budget.take(cells: table.rows.reduce(0) { $0 + $1.count }) else { return reading.fail(.cells) }
        reading.add(table)
      }
    }
    let asides: [(RTFState.Sink, TextKind, String)] = [
      (.headers, .headerFooter, "headers and footers"), (.notes, .footnote, "footnotes"),
      (.comments, .comment, "comments"), (.property, .property, "properties"), (.field, .property, "links and fields"),
    ]
    for (sink, kind, place) in asides { reading.add((texts[sink] ?? "").trimmedLines, kind: kind, place: place) }
    reading.add(flow.hidden.trimmedLines, kind: .hiddenText, place: "hidden text")
    reading.add(flow.deleted.trimmedLines, kind: .trackedChange, place: "deleted text")
    if !flow.hidden.trimmed.isEmpty { reading.note("it has hidden text") }
    if !flow.deleted.trimmed.isEmpty { reading.note("it has deleted text, kept as a tracked change") }
    if isProtected { reading.protection = .editOnly }
    if isTooDeep { reading.fail(.depth) }
    objects.add(to: &reading, &budget)
  }

  // MARK: - Groups

  private mutating func open() {
    toSkip = 0
    if stack.count < Self.depth {
      stack.append(state)
    } else {
      deeper += 1
      isTooDeep = true
    }
    state.isOptional = false
  }

  private mutating func close() {
    toSkip = 0
    if deeper > 0 {
      deeper -= 1
      return
    }
    let ended = state
    guard let outer = stack.popLast() else { return }
    state = outer
    switch ended.sink {
    case outer.sink: break
    case .object, .picture: objects.end(ended.sink)
    case .headers, .notes, .comments, .property, .field: texts[ended.sink, default: ""] += "\n"
    case .body, .fonts, .nowhere: break
    }
  }

  // MARK: - Text

  private var charset: String { state.font.flatMap { fonts[$0] } ?? state.charset ?? documentCharset }

  private mutating func flush() {
    guard !pending.isEmpty else { return }
    put(Octets(pending).text(charset))
    pending = []
  }

  private mutating func text(_ range: Range<Int>) {
    let start = min(range.lowerBound + toSkip, range.upperBound)
    toSkip -= start - range.lowerBound
    guard start < range.upperBound else { return }
    let run = UnsafeRawBufferPointer(rebasing: bytes[start..<range.upperBound])
    switch state.sink {
    case .object, .picture: objects.add(hex: run)
    case .nowhere, .fonts: if state.isColours { colours.end(run) }
    default: put(run.allSatisfy { $0 < 0x80 } ? String(decoding: run, as: UTF8.self) : Octets(Array(run)).text(charset))
    }
  }

  private mutating func put(_ text: String) {
    highSurrogate = nil
    switch state.sink {
    case .body:
      let sight = sight
      for scalar in text.unicodeScalars where scalar.value >= 0x20 || scalar == "\t" {
        flow.take(scalar, sight, .plain)
      }
    case .nowhere, .fonts, .object, .picture: break
    default: texts[state.sink, default: ""] += text
    }
  }

  private var sight: WordFlow.Sight {
    if state.isDeleted { return .deleted }
    let isWhite = state.colour.map { colours.isWhite($0) } ?? false
    return state.isHidden || state.isTiny || (isWhite && !state.hasBackground && !state.isInTable) ? .hidden : .shown
  }

  private mutating func mark(_ scalar: Unicode.Scalar, _ paragraph: WordFlow.Paragraph) {
    if state.sink == .body {
      flow.take(scalar, .shown, paragraph)
    } else {
      put("\n")
    }
  }

  private mutating func symbol(_ symbol: UInt8) {
    if toSkip > 0, symbol != 0x2A {
      toSkip -= 1
      return
    }
    switch symbol {
    case 0x7B, 0x7D, 0x5C: put(String(UnicodeScalar(symbol)))
    case 0x7E: put("\u{A0}")
    case 0x5F: put("-")
    case 0x2A: state.isOptional = true
    case 0x0D, 0x0A: mark("\r", state.isInTable ? .inTable : .plain)
    default: break
    }
  }

  private mutating func unicode(_ number: Int) {
    toSkip = state.skip
    let unit = UInt16(truncatingIfNeeded: number)
    if let high = highSurrogate, unit & 0xFC00 == 0xDC00 {
      put(String(decoding: [high, unit], as: UTF16.self))
    } else if unit & 0xFC00 == 0xD800 {
      highSurrogate = unit
    } else {
      put(String(decoding: [unit], as: UTF16.self))
    }
  }

  // MARK: - Words

  private static let characters: [String: String] = [
    "tab": "\t", "emdash": "\u{2014}", "endash": "\u{2013}", "lquote": "\u{2018}", "rquote": "\u{2019}",
    "ldblquote": "\u{201C}", "rdblquote": "\u{201D}", "bullet": "\u{2022}", "emspace": " ", "enspace": " ",
    "qmspace": " ", "zwj": "\u{200D}", "zwnj": "\u{200C}",
  ]

  private mutating func word(_ name: String, _ number: Int?) {
    if name == "u" { return unicode(number ?? 0) }
    if toSkip > 0 {
      toSkip -= 1
      return
    }
    let isOptional = state.isOptional
    state.isOptional = false
    if let text = Self.characters[name] { return put(text) }
    if breaks(name) || formats(name, number) || declares(name, number) { return }
    if let sink = RTFState.shown[name] {
      // What lies in an object's data stays there; a destination in a hidden one is its own.
      if state.sink != .object { state.sink = sink }
    } else if isOptional || RTFState.skipped.contains(name) {
      state.sink = .nowhere
      state.isColours = name == "colortbl"
    }
  }

  /// Ends of paragraphs, lines, cells and rows.
  private mutating func breaks(_ name: String) -> Bool {
    switch name {
    case "par", "page", "sect", "column": mark("\r", state.isInTable ? .inTable : .plain)
    case "line", "softline": mark("\u{0B}", .plain)
    case "cell": mark("\u{07}", .inTable)
    case "row": mark("\u{07}", .rowEnd)
    case "nestcell": put("\t")
    case "nestrow": mark("\u{0B}", .plain)
    default: return false
    }
    return true
  }

  private mutating func formats(_ name: String, _ number: Int?) -> Bool {
    switch name {
    case "v", "webhidden", "htmlrtf": state.isHidden = number != 0
    case "deleted": state.isDeleted = number != 0
    case "plain":
      state.isHidden = false
      state.isDeleted = false
      state.isTiny = false
      state.colour = nil
      state.hasBackground = false
    case "fs": state.isTiny = (number ?? 24) < 3
    case "cf": state.colour = number
    case "cb", "highlight", "chcbpat", "chshdng", "cbpat": state.hasBackground = (number ?? 0) != 0
    case "pard": state.isInTable = false
    case "intbl": state.isInTable = true
    case "uc": state.skip = max(0, min(number ?? 1, 16))
    default: return false
    }
    return true
  }

  private mutating func declares(_ name: String, _ number: Int?) -> Bool {
    switch name {
    case "ansicpg": documentCharset = CodePage.charset(number ?? 1252)
    case "mac": documentCharset = "macintosh"
    case "pc": documentCharset = "ibm-437"
    case "pca": documentCharset = "ibm-850"
    case "f": state.font = number
    case "fcharset":
      if state.sink == .fonts, let font = state.font, let number, fonts.count < 10_000 {
        fonts[font] = CodePage.charset(ofFont: number)
      }
    case "red", "green", "blue": if state.isColours { colours.add(name, number ?? 0) }
    case "pngblip": objects.ending = "png"
    case "jpegblip": objects.ending = "jpg"
    case "emfblip", "wmetafile", "macpict", "pmmetafile", "dibitmap", "wbitmap": objects.ending = nil
    case "formprot", "annotprot", "revprot", "readprot": if number != 0 { isProtected = true }
    default: return false
    }
    return true
  }
}
