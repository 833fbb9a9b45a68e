/// A workbook stream of Excel 2 to 2003, read record by record ([MS-XLS] §2.4; Excel 5.0 and before: the same records
/// with shorter strings).
struct BIFFWorkbook {
  private struct Bound {
    var place: Int
    var visibility: BIFFSheet.Visibility
    var name: String
  }

  private var strings = BIFFStrings()
  private var numbers = BIFFNumbers()
  private var shared: [String] = []
  private var bounds: [Bound] = []
  private var names: [String] = []
  private var external: [String] = []
  private var charts: [String] = []
  private var sheet: BIFFSheet?
  /// Begun and not ended substreams: a chart in a sheet is one in another.
  private var depth = 0
  /// The formula whose result the next STRING record is.
  private var pending: (row: Int, column: Int)?
  private var isNote = false
  private var unnamed = 0
  private var hasVersion = false
  private var cellsLeft: Int
  private var isFull = false
  private(set) var isProtected = false

  /// - Parameter stream: decrypted.
  static func read(_ stream: [UInt8], _ reading: inout DocumentReading, _ budget: inout DocumentBudget) {
    var workbook = BIFFWorkbook(cellsLeft: budget.cells)
    var records = BIFFRecords(stream)
    var count = 0
    while let record = records.next(), !workbook.isFull {
      workbook.take(record, &reading)
      count += 1
    }
    workbook.endSheet(&reading)
    budget.cells = max(0, workbook.cellsLeft)
    if workbook.isFull { reading.fail(.cells) }
    if records.isCut || count == 0 { reading.fail("damaged", .damaged) }
    if workbook.isProtected, reading.protection == .none { reading.protection = .editOnly }
    func add(_ lines: [String], _ kind: TextKind, _ place: String) {
      reading.add(lines.filter { !$0.isEmpty }.joined(separator: "\n"), kind: kind, place: place)
    }
    add(workbook.names, .property, "defined names")
    add(workbook.external, .externalLink, "copies of other workbooks' cells")
    add(workbook.charts, .visible, "charts")
  }

  private init(cellsLeft: Int) { self.cellsLeft = cellsLeft }

  private mutating func take(_ record: BIFFRecords.Record, _ reading: inout DocumentReading) {
    let body = record.body
    switch record.kind {
    case 0x0009, 0x0209, 0x0409, 0x0809: begin(record, &reading)
    case 0x000A:
      depth = max(0, depth - 1)
      if depth == 0 { endSheet(&reading) }
    case 0x0042: if let page = body.u16(0) { strings.charset = CodePage.charset(page) }
    case 0x0022: numbers.is1904 = body.u16(0) == 1
    case 0x0085: bound(body)
    case 0x00FC: shared = BIFFSharedStrings.read([body] + record.more, limit: cellsLeft)
    case 0x041E: if let number = body.u16(0), let text = strings.string(body, at: 2) { numbers.addFormat(number, text) }
    case 0x00E0: numbers.addStyle(format: body.u16(2) ?? 0)
    case 0x0012, 0x0063, 0x0086: if body.u16(0) == 1 || record.kind == 0x0086 { isProtected = true }
    case 0x005B: if body.u16(2) ?? 0 != 0 { isProtected = true }
    case 0x0018: name(body)
    case 0x005A: cached(body)
    case 0x100D: if let text = strings.string(body, at: 2, wideCount: false) { charts.append(text) }
    default: cell(record)
    }
  }

  // MARK: - Substreams

  private mutating func begin(_ record: BIFFRecords.Record, _ reading: inout DocumentReading) {
    depth += 1
    guard depth == 1 else { return }
    endSheet(&reading)
    // The first beginning counts: Excel 2011 marks the sheets of an Excel 5.0 workbook as Excel 97's.
    if !hasVersion {
      hasVersion = true
      switch record.kind {
      case 0x0009: strings.version = 2
      case 0x0209: strings.version = 3
      case 0x0409: strings.version = 4
      default: strings.version = (record.body.u16(0) ?? 0x0600) >= 0x0600 ? 8 : 5
      }
    }
    // 5: what belongs to the whole workbook; 6: Visual Basic.
    if record.kind == 0x0809, let type = record.body.u16(2), type == 5 || type == 6 { return }
    var sheet = BIFFSheet()
    if let bound = bounds.first(where: { $0.place == record.place }) {
      sheet.name = bound.name
      sheet.visibility = bound.visibility
    } else {
      unnamed += 1
      sheet.name = "\(unnamed)"
    }
    self.sheet = sheet
  }

  private mutating func endSheet(_ reading: inout DocumentReading) {
    sheet?.add(to: &reading)
    sheet = nil
    pending = nil
  }

  /// BoundSheet8 (§2.4.28).
  private mutating func bound(_ body: Octets) {
    guard let place = body.u32(0), let state = body.u8(4),
      let name = strings.string(body, at: 6, wideCount: false)
    else { return }
    bounds.append(Bound(place: place, visibility: BIFFSheet.Visibility(rawValue: state & 3) ?? .hidden, name: name))
  }

  /// Lbl (§2.4.150): a defined name, without those that Excel makes itself.
  private mutating func name(_ body: Octets) {
    guard strings.version >= 5, let flags = body.u16(0), flags & 0x20 == 0, let count = body.u8(3),
      let name = strings.characters(body, at: 14, count: count), names.count < 10_000
    else { return }
    names.append(name)
  }

  /// CRN (§2.4.67): cells of another workbook, as they were when this one was saved.
  private mutating func cached(_ body: Octets) {
    guard let last = body.u8(0), let first = body.u8(1), last >= first else { return }
    var place = 4
    for _ in first...last {
      guard let type = body.u8(place) else { return }
      if type == 2 {
        guard let count = body.u16(place + 1), let text = strings.string(body, at: place + 1) else { return }
        external.append(text)
        let isWide = (body.u8(place + 3) ?? 0) & 1 != 0
        place += strings.version >= 8 ? 4 + count * (isWide ? 2 : 1) : 3 + count
      } else {
        if type == 1, let value = body.double(place + 1) { external.append(BIFFNumbers.plain(value)) }
        place += 9
      }
    }
  }

  // MARK: - Cells

  private mutating func set(_ body: Octets, _ text: String?) {
    guard let row = body.u16(0), let column = body.u16(2), let text else { return }
    set(row, column, text)
  }

  private mutating func set(_ row: Int, _ column: Int, _ text: String) {
    guard sheet != nil else { return }
    guard cellsLeft > 0 else {
      isFull = true
      return
    }
    cellsLeft -= 1
    // A macro or sheet that never ends its substream still has at most 256 columns.
    sheet?.set(row, min(column, 16_383), text)
  }

  private mutating func number(_ body: Octets, _ value: Double?, at place: Int = 4) {
    guard let value else { return }
    set(body, numbers.text(value, style: strings.version >= 5 ? body.u16(place) ?? -1 : -1))
  }

  private mutating func cell(_ record: BIFFRecords.Record) {
    let body = record.body
    switch record.kind {
    case 0x00FD:
      if let index = body.u32(6), shared.indices.contains(index) { set(body, shared[index]) }
    case 0x0204, 0x00D6: set(body, strings.string(body, at: 6))
    case 0x0004: set(body, strings.string(body, at: 7, wideCount: false))
    case 0x0203: number(body, body.double(6))
    case 0x0003: number(body, body.double(7))
    case 0x0002: number(body, body.u16(7).map(Double.init))
    case 0x027E: number(body, body.u32(6).map(Self.packed))
    case 0x00BD: packedRow(body)
    case 0x0006, 0x0206, 0x0406: formula(body)
    case 0x0207, 0x0007:
      if let pending {
        let text =
          strings.version >= 3 ? strings.string(body, at: 0) : strings.string(body, at: 0, wideCount: false)
        set(pending.row, pending.column, text ?? "")
      }
      pending = nil
    case 0x0205: boolean(body)
    default: aside(record)
    }
  }

  /// A number of four bytes (RkNumber, §2.5.217): an integer or the upper half of a double, perhaps in hundredths.
  private static func packed(_ number: Int) -> Double {
    let bits = UInt32(truncatingIfNeeded: number)
    let value =
      bits & 2 != 0
      ? Double(Int32(bitPattern: bits) >> 2) : Double(bitPattern: UInt64(bits & 0xFFFF_FFFC) << 32)
    return bits & 1 != 0 ? value / 100 : value
  }

  private mutating func packedRow(_ body: Octets) {
    guard let row = body.u16(0), let first = body.u16(2) else { return }
    var place = 4
    var column = first
    while place + 6 <= body.count - 2, let style = body.u16(place), let value = body.u32(place + 2) {
      set(row, column, numbers.text(Self.packed(value), style: style))
      place += 6
      column += 1
    }
  }

  /// FormulaValue (§2.5.133): a number, or a mark that says what follows.
  private mutating func formula(_ body: Octets) {
    pending = nil
    let place = strings.version == 2 ? 7 : 6
    guard let row = body.u16(0), let column = body.u16(2) else { return }
    if strings.version >= 3, body.u16(place + 6) == 0xFFFF {
      switch body.u8(place) {
      case 0: pending = (row, column)
      case 1: set(row, column, body.u8(place + 2) == 1 ? "TRUE" : "FALSE")
      default: break
      }
    } else if let value = body.double(place) {
      number(body, value)
      // Excel 2 does not say that a text follows.
      if strings.version == 2, value == 0 { pending = (row, column) }
    }
  }

  private mutating func boolean(_ body: Octets) {
    if body.u8(7) == 0 { set(body, body.u8(6) == 1 ? "TRUE" : "FALSE") }
  }

  // MARK: - Beside the cells

  private mutating func aside(_ record: BIFFRecords.Record) {
    let body = record.body
    switch record.kind {
    case 0x007D:
      if let first = body.u16(0), let last = body.u16(2), last >= first, (body.u16(8) ?? 0) & 1 != 0 {
        sheet?.hiddenColumns.append(first...last)
      }
    case 0x0208: if let row = body.u16(0), (body.u16(12) ?? 0) & 0x20 != 0 { sheet?.hiddenRows.insert(row) }
    case 0x0014, 0x0015:
      if body.count > 1, let text = strings.string(body, at: 0, wideCount: strings.version >= 8) {
        sheet?.headers.append(text)
      }
    case 0x001C: if strings.version < 8 { sheet?.comments.append(body.from(6).text(strings.charset)) }
    case 0x005D: isNote = body.u16(4) == 0x19
    case 0x01B6: box(record)
    case 0x01B8: sheet?.links += BIFFHyperlink.targets(body)
    default: break
    }
  }

  /// TxO (§2.4.329): the text of a box or a remark stands in the CONTINUE records.
  private mutating func box(_ record: BIFFRecords.Record) {
    guard let count = record.body.u16(10), count > 0 else { return }
    var text = ""
    var left = count
    for piece in record.more where left > 0 {
      guard let flags = piece.u8(0) else { continue }
      let isWide = flags & 1 != 0
      let here = min(left, (piece.count - 1) / (isWide ? 2 : 1))
      let body = piece.part(1, here * (isWide ? 2 : 1))
      text += (isWide ? body?.utf16 : body?.latin) ?? ""
      left -= here
    }
    if isNote { sheet?.comments.append(text) } else { sheet?.boxes.append(text) }
    isNote = false
  }
}
