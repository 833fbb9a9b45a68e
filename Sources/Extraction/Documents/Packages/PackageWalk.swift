/// Goes through the parts of an Office or OpenDocument file, which is a zip file, within the budget.
struct PackageWalk {
  /// What is to be done with a part.
  enum Use {
    case skip
    /// Parse it; then take what came out.
    case xml(any XMLHandler, then: (inout DocumentReading) -> Void)
    /// Keep its bytes.
    case bytes((inout DocumentReading, [UInt8]) -> Void)
    /// A file of its own, which lies there in words.
    case inner(place: String)
  }

  let file: DocumentFile
  var budget: DocumentBudget
  var reading = DocumentReading()
  /// Opens the parts that are encrypted one by one.
  var lock: OpenDocumentLock?
  private var unpacked = 0
  private var locked = 0
  private var readable = 0
  private var held = 0

  init(_ file: DocumentFile, _ budget: DocumentBudget) {
    self.file = file
    self.budget = budget
  }

  /// Asks for each part what to do with it. A second run goes through them again.
  mutating func run(_ use: (String) -> Use) {
    guard let archive = Archive(file.bytes, .zip, passwords: file.passwords) else {
      return reading.fail("damaged", .damaged)
    }
    var entries = 0
    while true {
      switch archive.next() {
      case .end: return
      case .namesLocked, .damaged: return reading.fail("damaged", .damaged)
      case .entry(let entry):
        entries += 1
        guard entries <= Self.entryLimit else { return reading.fail(.entries) }
        if entry.isFolder { continue }
        let name = Self.normal(entry.name)
        guard take(archive, entry, name, use(name)) else { return }
      }
    }
  }

  /// A deck of five hundred slides has some four thousand parts.
  private static let entryLimit = 50_000

  /// Parts' names are compared without case (ECMA-376 part 2 §6.2.2.3), and some programs write them the Windows way.
  static func normal(_ name: String) -> String {
    let slashes = name.lowercased().replacing("\\", with: "/")
    return slashes.hasPrefix("/") ? String(slashes.dropFirst()) : slashes
  }

  /// Says what protects the whole, once all was gone through.
  mutating func finish() {
    guard locked > 0 else { return }
    if readable == 0 {
      reading.protection = (ZipDirectory(file.bytes)?.weak ?? 0) > 0 ? .weakPassword : .openPassword
      (reading.unreadable, reading.unreadableKind) = (nil, nil)
    } else {
      reading.lockedEntries = locked
    }
  }

  // MARK: - One part

  private mutating func take(_ archive: Archive, _ entry: Archive.Entry, _ name: String, _ use: Use) -> Bool {
    switch use {
    case .skip: return true
    case .xml(let handler, let then):
      let parsing = XMLParsing(handler)
      let (outcome, isWithin) = data(archive, name) { parsing.feed($0) }
      if outcome == .locked {
        locked += 1
        return true
      }
      readable += 1
      let end = parsing.finish()
      if isWithin, let words = outcome == .failed ? "damaged" : end.words {
        reading.fail("\(name): \(words)", .damaged)
      }
      then(&reading)
      return isWithin
    case .bytes(let then):
      guard let (bytes, isWithin) = bytes(archive, name) else { return true }
      then(&reading, bytes)
      return isWithin
    case .inner(let place):
      guard let (bytes, isWithin) = bytes(archive, name) else { return true }
      let short = entry.name.split(separator: "/").last.map(String.init) ?? entry.name
      if !bytes.isEmpty { reading.inner.append(DocumentReading.Inner(name: short, bytes: bytes, place: place)) }
      return isWithin
    }
  }

  private mutating func bytes(_ archive: Archive, _ name: String) -> (bytes: [UInt8], isWithin: Bool)? {
    var bytes: [UInt8] = []
    let room = DocumentBudget.heldBytes - held
    var (outcome, isWithin) = data(archive, name) { piece in
      guard bytes.count + piece.count <= room else { return false }
      bytes.append(contentsOf: piece)
      return true
    }
    held += bytes.count
    if outcome == .stopped, isWithin {
      isWithin = false
      reading.fail(.bytes)
    }
    if outcome == .locked {
      locked += 1
      return nil
    }
    readable += 1
    if outcome == .failed { reading.fail("\(name): damaged", .damaged) }
    return (bytes, isWithin)
  }

  private mutating func data(_ archive: Archive, _ name: String, _ take: (UnsafeRawBufferPointer) -> Bool)
    -> (outcome: Archive.DataOutcome, isWithin: Bool)
  {
    guard let lock, lock.holds(name) else { return unpack(archive, take) }
    var bytes: [UInt8] = []
    let room = DocumentBudget.heldBytes - held
    let (outcome, isWithin) = unpack(archive) { piece in
      guard bytes.count + piece.count <= room else { return false }
      bytes.append(contentsOf: piece)
      return true
    }
    if outcome == .stopped, isWithin {
      reading.fail(.bytes)
      return (.stopped, false)
    }
    guard outcome == .whole else { return (outcome, isWithin) }
    guard let packed = lock.open(name, bytes) else { return (.locked, true) }
    return packed.withUnsafeBytes { packed in
      guard let inner = Archive(packed, .bare), case .entry = inner.next() else { return (.failed, true) }
      return unpack(inner, take)
    }
  }

  private mutating func unpack(_ archive: Archive, _ take: (UnsafeRawBufferPointer) -> Bool)
    -> (outcome: Archive.DataOutcome, isWithin: Bool)
  {
    var reached: DocumentBudget.Bound?
    let outcome = archive.data { piece in
      unpacked += piece.count
      if budget.isBomb(packed: file.bytes.count, unpacked: unpacked) { reached = .expansion }
      if reached == nil, !budget.take(bytes: piece.count) { reached = .bytes }
      return reached == nil && take(piece)
    }
    if let reached { reading.fail(reached) }
    return (outcome, reached == nil)
  }
}
