import Normalisation
public import Spool

extension PeopleIndex {
  /// What a worker gets: keyed hashes in a sealed memory file, without a name (D7). People beyond 134 million would be
  /// left out.
  /// - Parameters:
  ///   - gazetteer: common names for recognising people whom the records lack.
  ///   - day: relationships that hold on this day are in it.
  /// - Throws: `SpoolError` when the system has no memory or descriptor left.
  public func table(gazetteer: Gazetteer = .empty, on day: CalendarDate = .today) throws(SpoolError) -> MemoryFile {
    var writer = TableWriter(people: min(count, TableLayout.mostPeople))
    for i in 0..<writer.people { write(i, to: &writer) }
    writer.add(gazetteer)
    var seen: Set<PeopleReader.PupilAndContact> = []
    let valid = relationships.filter {
      $0.isValid(on: day) && $0.pupil < writer.people && $0.contact < writer.people
        && seen.insert(PeopleReader.PupilAndContact($0)).inserted
    }
    return try writer.write(
      children: NumberLists(owners: writer.people, pairs: valid.map { ($0.contact, $0.pupil) }),
      guardians: NumberLists(owners: writer.people, pairs: valid.map { ($0.pupil, $0.contact) }))
  }

  private func write(_ i: Int, to writer: inout TableWriter) {
    let person = PersonNumber(UInt32(i))
    guard let kind = PersonKind(number: records.kinds[i]) else { return }
    writer.begin(kind, form: records.words[records.forms[i]], year: records.words[records.years[i]])
    let name = records.nameParts(i)
    let preferred = records.preferredNames[i]
    NameVariants.forEach(name: name, preferred: preferred, kind: kind) { tokens, form in
      writer.add(tokens, form, person)
    }
    writer.addFirstNames(NameFolding.tokens(name.first) + NameFolding.tokens(preferred))
    for address in addresses(of: person) { writer.add(address, KeyedHash.Domain.address, TableLayout.address, person) }
    if let upn = records.upns.text(i) { writer.add(upn, KeyedHash.Domain.upn, TableLayout.upn, person) }
    if records.births[i] != 0 { writer.add(birth: records.births[i], person) }
  }
}

/// Collects the entries of a people table and lays them out.
struct TableWriter {
  let people: Int
  private let hasher = KeyedHash.random()
  private var entries: [Entry] = []
  private var known: Set<UInt64> = []
  private var kinds: [UInt8] = []
  private var forms: [UInt64] = []
  private var years: [UInt64] = []
  private var starts = [UInt64](repeating: 0, count: TableLayout.startBits / 64)
  private var followers = [UInt64](repeating: 0, count: TableLayout.startBits / 64)
  private var firstNameStarts: [UInt32] = [0]
  private var firstNames: [UInt64] = []
  private var formSet: Set<UInt64> = []
  private var commonFirst: [UInt64] = []
  private var commonLast: [UInt64] = []

  private struct Entry {
    var key: UInt64
    var posting: UInt32
  }

  init(people: Int) {
    self.people = people
    entries.reserveCapacity(people * 14)
  }

  mutating func begin(_ kind: PersonKind, form: String, year: String) {
    kinds.append(kind.number)
    let formHash = form.isEmpty ? 0 : hasher.hash(FormName.plain(form), domain: KeyedHash.Domain.form)
    forms.append(formHash)
    if formHash != 0 { formSet.insert(formHash) }
    years.append(year.isEmpty ? 0 : hasher.hash(FormName.year(year), domain: KeyedHash.Domain.form))
    known.removeAll(keepingCapacity: true)
  }

  /// The first form in which a person gets a key is the one that counts.
  mutating func add(_ tokens: [[UInt8]], _ form: NameForm, _ person: PersonNumber) {
    guard let first = tokens.first, tokens.count <= PeopleTable.longestName else { return }
    let start = token(first)
    var key = start
    for next in tokens.dropFirst() {
      let hash = token(next)
      Self.mark(hash, in: &followers)
      key = KeyedHash.extended(key, by: hash)
    }
    guard known.insert(key).inserted else { return }
    Self.mark(start, in: &starts)
    entries.append(Entry(key: key, posting: TableLayout.posting(person.value, form.rawValue)))
  }

  private static func mark(_ hash: UInt64, in filter: inout [UInt64]) {
    for probe in 0...1 {
      let bit = TableLayout.startBit(hash, probe)
      filter[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  mutating func addFirstNames(_ tokens: [[UInt8]]) {
    for token in tokens { firstNames.append(self.token(token)) }
    firstNameStarts.append(UInt32(firstNames.count))
  }

  mutating func add(_ text: String, _ domain: UInt64, _ tag: UInt8, _ person: PersonNumber) {
    let key = hasher.hash(Array(text.utf8), domain: domain)
    entries.append(Entry(key: key, posting: TableLayout.posting(person.value, tag)))
  }

  mutating func add(birth: Int32, _ person: PersonNumber) {
    let key = withUnsafeBytes(of: birth.littleEndian) { hasher.hash($0, domain: KeyedHash.Domain.birth) }
    entries.append(Entry(key: key, posting: TableLayout.posting(person.value, TableLayout.birth)))
  }

  mutating func add(_ gazetteer: Gazetteer) {
    commonFirst = gazetteer.firstNames.flatMap(NameFolding.tokens).map(token)
    commonLast = gazetteer.surnames.flatMap(NameFolding.tokens).map(token)
  }

  private func token(_ bytes: [UInt8]) -> UInt64 { hasher.hash(bytes, domain: KeyedHash.Domain.name) }

  // MARK: Laying out

  mutating func write(children: NumberLists, guardians: NumberLists) throws(SpoolError) -> MemoryFile {
    let (slots, postings) = map()
    entries = []
    let titles = NameTitle.words.flatMap { word in
      NameTitle(word).map { [token(Array(word.utf8)), token(NameVariants.mark($0))] } ?? []
    }
    let sections: [(TableLayout.Section, [UInt8])] = [
      (.kinds, kinds), (.forms, forms.raw), (.years, years.raw), (.slots, slots.raw), (.postings, postings.raw),
      (.starts, starts.raw), (.childStarts, children.buffers.starts.raw), (.children, children.buffers.numbers.raw),
      (.guardianStarts, guardians.buffers.starts.raw), (.guardians, guardians.buffers.numbers.raw),
      (.firstNameStarts, firstNameStarts.raw), (.firstNames, firstNames.raw),
      (.ordinaryWords, OrdinaryWords.all.map { token(Array($0.utf8)) }.sorted().raw),
      (.commonFirstNames, commonFirst.sorted().raw), (.commonSurnames, commonLast.sorted().raw),
      (.formSet, formSet.sorted().raw), (.titles, titles.raw), (.followers, followers.raw),
    ]
    var header: [UInt64] = [TableLayout.magic, hasher.k0, hasher.k1, UInt64(people)]
    var offset = TableLayout.headerWords * 8
    for (_, bytes) in sections {
      header += [UInt64(offset), UInt64(bytes.count)]
      offset += (bytes.count + 7) / 8 * 8
    }
    let file = MemoryFile(label: "people")
    try file.append(header.raw)
    for (_, bytes) in sections {
      try file.append(bytes)
      try file.append([UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8))
    }
    try file.seal()
    return file
  }

  /// Entries of one key side by side, and a slot for each key.
  private mutating func map() -> (slots: [UInt64], postings: [UInt32]) {
    entries.sort { ($0.key, $0.posting) < ($1.key, $1.posting) }
    var keys = 0
    for i in entries.indices where i == 0 || entries[i].key != entries[i - 1].key { keys += 1 }
    var slots = [UInt64](repeating: 0, count: max(16, keys * 3 / 2))
    var postings: [UInt32] = []
    postings.reserveCapacity(entries.count)
    for i in entries.indices {
      if i == 0 || entries[i].key != entries[i - 1].key {
        var place = TableLayout.place(entries[i].key, of: slots.count)
        while slots[place] != 0 { place = place + 1 == slots.count ? 0 : place + 1 }
        slots[place] = TableLayout.slot(entries[i].key, posting: i)
      }
      let isLast = i + 1 == entries.count || entries[i + 1].key != entries[i].key
      postings.append(entries[i].posting | (isLast ? TableLayout.lastBit : 0))
    }
    return (slots, postings)
  }
}

extension Array where Element: BitwiseCopyable {
  fileprivate var raw: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}
