import Glibc
import Normalisation
public import Spool

/// Who is meant by a name, address, number or date, for a worker that must not know the names (D7): keyed hashes in a
/// sealed memory file, read in place. The key is random for each build, so that the file says nothing by itself.
public final class PeopleTable: @unchecked Sendable {  // because nothing in it changes between `init` and `deinit`
  private let map: UnsafeRawBufferPointer
  private let hasher: KeyedHash
  /// How many people there are; numbers go from 0 to below it.
  public let count: Int

  private let slots: UnsafeBufferPointer<UInt64>
  private let postings: UnsafeBufferPointer<UInt32>
  private let starts: UnsafeBufferPointer<UInt64>
  private let followers: UnsafeBufferPointer<UInt64>
  let ordinaryWords: UnsafeBufferPointer<UInt64>
  let commonFirstNames: UnsafeBufferPointer<UInt64>
  let commonSurnames: UnsafeBufferPointer<UInt64>
  private let titleMarks: [(hash: UInt64, mark: UInt64)]
  /// The low bits of titles' hashes: hardly any other word is compared with them.
  private let titleBits: UInt64

  /// Maps the table that `PeopleIndex.table` made.
  /// - Throws: `PeopleTableError` when the file is none, or was cut.
  public init(_ file: MemoryFile) throws {
    let size = try file.size
    let least = TableLayout.headerWords * 8
    guard size >= least else { throw PeopleTableError(reason: "it is too short") }
    guard let base = mmap(nil, size, PROT_READ, MAP_SHARED, try file.descriptor, 0), base != MAP_FAILED else {
      throw PeopleTableError(reason: "it cannot be mapped (error \(errno))")
    }
    let map = UnsafeRawBufferPointer(start: base, count: size)
    if let reason = Self.fault(in: map) {
      munmap(base, size)
      throw PeopleTableError(reason: reason)
    }
    self.map = map
    hasher = KeyedHash(
      k0: map.load(fromByteOffset: 8, as: UInt64.self), k1: map.load(fromByteOffset: 16, as: UInt64.self))
    count = Int(map.load(fromByteOffset: 24, as: UInt64.self))
    slots = Self.section(.slots, of: map)
    postings = Self.section(.postings, of: map)
    starts = Self.section(.starts, of: map)
    followers = Self.section(.followers, of: map)
    ordinaryWords = Self.section(.ordinaryWords, of: map)
    commonFirstNames = Self.section(.commonFirstNames, of: map)
    commonSurnames = Self.section(.commonSurnames, of: map)
    let titles: UnsafeBufferPointer<UInt64> = Self.section(.titles, of: map)
    titleMarks = stride(from: 0, to: titles.count - 1, by: 2).map { (titles[$0], titles[$0 + 1]) }
    titleBits = titleMarks.reduce(0) { $0 | 1 << ($1.hash & 63) }
  }

  /// Knows nobody, and has no gazetteer.
  public static let empty = PeopleTable(nothing: ())

  private init(nothing: Void) {
    map = UnsafeRawBufferPointer(start: nil, count: 0)
    hasher = .random()
    count = 0
    slots = UnsafeBufferPointer(start: nil, count: 0)
    postings = UnsafeBufferPointer(start: nil, count: 0)
    let nothing = UnsafeBufferPointer<UInt64>(start: nil, count: 0)
    starts = nothing
    followers = nothing
    ordinaryWords = nothing
    commonFirstNames = nothing
    commonSurnames = nothing
    titleMarks = []
    titleBits = 0
  }

  deinit {
    if let base = map.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), map.count) }
  }

  private static func fault(in map: UnsafeRawBufferPointer) -> String? {
    guard map.load(as: UInt64.self) == TableLayout.magic else { return "it is no people table" }
    let people = map.load(fromByteOffset: 24, as: UInt64.self)
    guard people <= UInt64(TableLayout.mostPeople) else { return "it counts too many people" }
    for section in TableLayout.Section.allCases {
      let place = (4 + section.rawValue * 2) * 8
      let offset = map.load(fromByteOffset: place, as: UInt64.self)
      let size = map.load(fromByteOffset: place + 8, as: UInt64.self)
      guard offset % 8 == 0, offset <= UInt64(map.count), size <= UInt64(map.count) - offset else {
        return "it was cut"
      }
    }
    return nil
  }

  private static func section<T>(_ section: TableLayout.Section, of map: UnsafeRawBufferPointer) -> UnsafeBufferPointer<
    T
  > {
    guard map.count > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
    let place = (4 + section.rawValue * 2) * 8
    let offset = Int(map.load(fromByteOffset: place, as: UInt64.self))
    let size = Int(map.load(fromByteOffset: place + 8, as: UInt64.self))
    return UnsafeRawBufferPointer(rebasing: map[offset..<(offset + size)]).assumingMemoryBound(to: T.self)
  }

  func section<T>(_ section: TableLayout.Section, as type: T.Type = T.self) -> UnsafeBufferPointer<T> {
    Self.section(section, of: map)
  }

  // MARK: Names

  /// The longest name in tokens: no longer window needs to be tried.
  public static let longestName = 6

  /// The hash of one token of a normalised text (bytes of `NormalisedText`); it is folded first (`NameFolding`).
  /// - Parameter range: at least one byte.
  public func hash(_ range: Range<Int>, of text: UnsafeRawBufferPointer) -> UInt64 {
    if range.count < 8 {
      let token = EightBytes.first(range.count, of: EightBytes.load(text, range.lowerBound))
      if EightBytes.leading(EightBytes.letters(token) | EightBytes.digits(token)) == range.count {
        return hasher.hash(short: token, length: range.count, domain: KeyedHash.Domain.name)
      }
    }
    let token = UnsafeRawBufferPointer(rebasing: text[range])
    if token.isPlainToken { return hasher.hash(token, domain: KeyedHash.Domain.name) }
    var folded: [UInt8] = []
    NameFolding.fold(token, into: &folded)
    return hasher.hash(folded, domain: KeyedHash.Domain.name)
  }

  /// The key of a name of one or more tokens, from their hashes in order. A title in front of another token counts for
  /// all titles of its kind (Mr; Mrs, Ms, Miss; Dr, Prof).
  public func key(_ hashes: ArraySlice<UInt64>) -> UInt64 {
    guard var key = hashes.first else { return 0 }
    if hashes.count > 1 { key = titleMark(key) ?? key }
    for hash in hashes.dropFirst() { key = KeyedHash.extended(key, by: hash) }
    return key
  }

  /// Calls `body` for each person who bears the name with this key.
  public func lookup(_ key: UInt64, _ body: (PersonNumber, NameForm) -> Void) {
    visit(key) { person, tag in
      if let form = NameForm(rawValue: tag) { body(PersonNumber(person), form) }
    }
  }

  /// The best form in which anybody bears the name with this key; nil when nobody does.
  public func bestForm(_ key: UInt64) -> NameForm? {
    // Entries of a key are sorted by form.
    firstPosting(key).flatMap { NameForm(rawValue: TableLayout.tag(postings[$0])) }
  }

  /// How many entries a key has, counted up to `most`.
  public func bearers(_ key: UInt64, countedTo most: Int = .max) -> Int {
    guard let first = firstPosting(key) else { return 0 }
    var i = first
    while i < postings.count, postings[i] & TableLayout.lastBit == 0, i - first + 1 < most { i += 1 }
    return i - first + 1
  }

  /// The first few of those who bear a name in one form.
  public func bearers(_ key: UInt64, as form: NameForm, most: Int) -> [PersonNumber] {
    var found: [PersonNumber] = []
    guard var i = firstPosting(key) else { return found }
    while i < postings.count, found.count < most {
      let posting = postings[i]
      let tag = TableLayout.tag(posting)
      if tag == form.rawValue {
        let person = PersonNumber(TableLayout.person(posting))
        if !found.contains(person) { found.append(person) }
      }
      if posting & TableLayout.lastBit != 0 || tag > form.rawValue { break }
      i += 1
    }
    return found
  }

  /// Finds every name of the records in a run of tokens, and calls `body` with the tokens' range and the key for
  /// `lookup`; longer names first at each place, places in order. One name may hold another.
  public func names(in hashes: [UInt64], _ body: (Range<Int>, UInt64) -> Void) {
    guard !slots.isEmpty else { return }
    hashes.withUnsafeBufferPointer { hashes in
      for start in 0..<hashes.count where may(hashes[start], starts) || titleMark(hashes[start]) != nil {
        names(from: start, in: hashes, body)
      }
    }
  }

  private func names(from start: Int, in hashes: UnsafeBufferPointer<UInt64>, _ body: (Range<Int>, UInt64) -> Void) {
    let first = hashes[start]
    var keys: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    withUnsafeMutableBytes(of: &keys) { bytes in
      let keys = bytes.assumingMemoryBound(to: UInt64.self)
      var key = titleMark(first) ?? first
      var length = 1
      while length < Self.longestName, start + length < hashes.count, may(hashes[start + length], followers) {
        key = KeyedHash.extended(key, by: hashes[start + length])
        keys[length - 1] = key
        length += 1
      }
      while length > 1 {
        length -= 1
        if firstPosting(keys[length - 1]) != nil { body(start..<(start + length + 1), keys[length - 1]) }
      }
    }
    if firstPosting(first) != nil { body(start..<(start + 1), first) }
  }

  private func may(_ hash: UInt64, _ filter: UnsafeBufferPointer<UInt64>) -> Bool {
    for probe in 0...1 {
      let bit = TableLayout.startBit(hash, probe)
      guard bit >> 6 < filter.count, filter[bit >> 6] & (1 << UInt64(bit & 63)) != 0 else { return false }
    }
    return true
  }

  private func titleMark(_ hash: UInt64) -> UInt64? {
    guard titleBits & 1 << (hash & 63) != 0 else { return nil }
    for title in titleMarks where title.hash == hash { return title.mark }
    return nil
  }

  /// True for Mr, Mrs, Ms, Miss, Mx, Dr, Prof, Sir, Rev and the like.
  public func isTitle(_ hash: UInt64) -> Bool { titleMark(hash) != nil }

  // MARK: The map

  private func firstPosting(_ key: UInt64) -> Int? {
    guard !slots.isEmpty else { return nil }
    var place = TableLayout.place(key, of: slots.count)
    for _ in 0..<slots.count {
      let slot = slots[place]
      if slot == 0 { return nil }
      if UInt32(slot >> 32) == UInt32(truncatingIfNeeded: key) { return Int(slot & 0xFFFF_FFFF) - 1 }
      place = place + 1 == slots.count ? 0 : place + 1
    }
    return nil
  }

  private func visit(_ key: UInt64, _ body: (UInt32, UInt8) -> Void) {
    guard var i = firstPosting(key) else { return }
    while i < postings.count {
      let posting = postings[i]
      body(TableLayout.person(posting), TableLayout.tag(posting))
      if posting & TableLayout.lastBit != 0 { return }
      i += 1
    }
  }

  // MARK: Other ways to a person

  /// The hash of an e-mail address; it is lower-cased first.
  public func hash(address: UnsafeRawBufferPointer) -> UInt64 {
    let folded = Array(String(decoding: address, as: UTF8.self).lowercased().utf8)
    return hasher.hash(folded, domain: KeyedHash.Domain.address)
  }

  /// Everybody who has an address.
  public func people(atAddressHash hash: UInt64) -> [PersonNumber] { people(hash, TableLayout.address) }

  /// The pupil with a UPN, in any case of letters.
  public func person(withUPN upn: UnsafeRawBufferPointer) -> PersonNumber? {
    let folded = upn.map { $0 >= 0x61 && $0 <= 0x7A ? $0 & 0xDF : $0 }
    return people(hasher.hash(folded, domain: KeyedHash.Domain.upn), TableLayout.upn).first
  }

  /// Everybody who was born on a day.
  public func people(bornOn day: CalendarDate) -> [PersonNumber] {
    withUnsafeBytes(of: day.packed.littleEndian) {
      people(hasher.hash($0, domain: KeyedHash.Domain.birth), TableLayout.birth)
    }
  }

  private func people(_ key: UInt64, _ wanted: UInt8) -> [PersonNumber] {
    var found: [PersonNumber] = []
    visit(key) { person, tag in if tag == wanted { found.append(PersonNumber(person)) } }
    return found
  }

  /// The hash of a form's name, to be compared with `formHash(of:)`: "7C", in any case, with or without spaces.
  public func hash(form: UnsafeRawBufferPointer) -> UInt64 {
    if (1..<8).contains(form.count) {
      let short = EightBytes.first(form.count, of: EightBytes.load(form, 0))
      if EightBytes.leading(EightBytes.letters(short) | EightBytes.digits(short)) == form.count {
        return hasher.hash(short: short, length: form.count, domain: KeyedHash.Domain.form)
      }
    }
    return hasher.hash(FormName.plain(form), domain: KeyedHash.Domain.form)
  }
}

extension UnsafeRawBufferPointer {
  /// True when folding would change nothing: letters and digits of ASCII alone.
  fileprivate var isPlainToken: Bool {
    for byte in self where byte >= 0x80 || byte == 0x27 || byte == 0x60 || byte == 0x2D { return false }
    return true
  }
}

/// A memory file that is no people table.
public struct PeopleTableError: Error, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public let reason: String

  public var description: String { "the people table cannot be used: \(reason)" }
}
