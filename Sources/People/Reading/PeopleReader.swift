import Configuration

/// Reads the school's rows, from its files or from the store, into records.
struct PeopleReader {
  enum Source {
    case files(Settings.PeopleFiles)
    case roster(Roster)
  }

  let source: Source
  /// What `may_receive` may hold; nil for anything.
  let categories: [String]?
  /// On which it is asked who has left.
  let day: CalendarDate
  var records = PeopleRecords()
  private(set) var warnings: [RecordWarning] = []
  /// Warnings beyond these are only counted.
  static let mostWarnings = 1_000
  private var moreWarnings = 0

  var pupilByUPN: [String: UInt32] = [:]
  /// By school and admission number, and by admission number alone where only one school has it.
  var pupilByNumber: [String: UInt32?] = [:]
  /// By folded name and date of birth.
  var pupilByName: [String: UInt32] = [:]
  var guardians = GuardianRegister()
  /// Places in `records.relationships` of what the guardian columns of the pupils file say.
  var placesByColumns: [PupilAndContact: Int] = [:]
  /// Of whom the relationships file speaks.
  var overruled: Set<PupilAndContact> = []
  /// People who left so long ago that they are not matched any more, and the first row of one.
  var longGone: (count: Int, first: RosterRow?) = (0, nil)
  /// Our names of columns that some file has under the configuration's name.
  private var renamesUsed: Set<String> = []
  private var columnsAsked: Set<String> = []

  struct PupilAndContact: Hashable {
    var pupil: UInt32
    var contact: UInt32

    init(_ row: PeopleRecords.RelationshipRow) {
      pupil = row.pupil
      contact = row.contact
    }
  }

  init(_ source: Source, categories: [String]?, day: CalendarDate) {
    self.source = source
    self.categories = categories
    self.day = day
  }

  /// - Parameter orders: what was entered by hand; it stands beside what the files say.
  /// - Throws: `ConfigurationError` at the first file that cannot be used.
  mutating func read(orders: [ContactOrder]) throws(ConfigurationError) {
    if case .files(let files) = source { try Self.checkNames(files) }
    try readPupils()
    try readRelationships()
    for order in orders { add(order) }
    try readStaff()
    try readSenders()
    try readContacts()
    try readGroups()
    if case .files(let files) = source { try checkRenames(files) }
    dropOverruled()
    records.rename(guardians.laterNames)
    if let first = longGone.first {
      warn(first, "is of somebody who left more than 12 months ago, as are \(longGone.count - 1) more: left out")
    }
    if moreWarnings > 0 {
      warnings.append(
        RecordWarning(file: warnings.last?.file ?? "", message: "\(moreWarnings) more warnings are not shown"))
    }
    records.shrink()
  }

  /// A misspelt key under `people.columns` would silently rename nothing.
  static func checkNames(_ files: Settings.PeopleFiles) throws(ConfigurationError) {
    let known = Set(RosterColumns.all.flatMap { $0.map(\.name) })
    for ours in files.columns.keys.sorted() where !known.contains(ours) {
      let close = nearest(to: ours, among: known.sorted()).map { ": did you mean '\($0)'?" }
      throw Self.error(files, ours, "'\(ours)' is no column of ours\(close ?? ": see postern.yaml(5) for their names")")
    }
  }

  /// A name that no file has would silently rename nothing.
  private func checkRenames(_ files: Settings.PeopleFiles) throws(ConfigurationError) {
    for (ours, theirs) in files.columns.sorted(by: { $0.key < $1.key })
    where columnsAsked.contains(ours) && !renamesUsed.contains(ours) {
      throw Self.error(files, ours, "no file has a column '\(theirs)'")
    }
  }

  private static func error(_ files: Settings.PeopleFiles, _ ours: String, _ message: String) -> ConfigurationError {
    let place = files.columnPlaces[ours]
    return ConfigurationError(
      file: place?.file ?? "people.columns", line: place?.line, column: place?.column, message: message)
  }

  mutating func warn(_ row: RosterRow, _ message: String, in column: String? = nil) {
    warn(
      RecordWarning(
        file: row.file, line: row.line == 0 ? nil : row.line, column: column.flatMap { row.numbers[$0] },
        message: message))
  }

  mutating func warn(_ warning: RecordWarning) {
    if warnings.count < Self.mostWarnings { warnings.append(warning) } else { moreWarnings += 1 }
  }

  mutating func rows(
    _ kind: RosterKind, _ body: (inout PeopleReader, RosterRow) -> Void
  ) throws(ConfigurationError) {
    switch source {
    case .files(let files):
      guard let path = files.path(of: kind) else { return }
      let names = ColumnNames(renamed: files.columns.mapValues { [$0] }, mayBeElsewhere: true)
      var file = try RosterFile(path, columns: kind.columns, names: names)
      if file.hasHeadings { columnsAsked.formUnion(kind.columns.map(\.name)) }
      renamesUsed.formUnion(file.renamesUsed)
      var found = 0
      while let row = file.next() {
        body(&self, row)
        found += 1
      }
      for warning in file.warnings { warn(warning) }
      if found == 0, file.warnings.isEmpty {
        warn(RecordWarning(file: path, message: "has headings only: nobody is read from it"))
      }
    case .roster(let roster):
      let table = roster.table(kind)
      for i in 0..<table.count { body(&self, table[i]) }
    }
  }

  mutating func date(_ row: RosterRow, _ column: String) -> CalendarDate? {
    let text = row[column]
    guard !text.isEmpty else { return nil }
    if let date = CalendarDate(record: text) { return date }
    warn(
      row,
      "\(column) is no day that exists: write it as 2012-09-03 or 03/09/2012; the row is kept without it", in: column)
    return nil
  }

  mutating func address(_ row: RosterRow, _ column: String) -> String {
    let address = row[column].lowercased()
    if address.isEmpty { return "" }
    if address.isAddress { return address.canonicalAddress }
    warn(row, "\(column) is no e-mail address; it is left out", in: column)
    return ""
  }

  /// Whether somebody has left, and whether so long ago that nobody will write about them.
  mutating func leaving(_ row: RosterRow) -> Leaving {
    guard let left = date(row, "leaving_date"), left < day else { return .no }
    guard left < day.yearBefore else { return .yes }
    longGone = (longGone.count + 1, longGone.first ?? row)
    return .longAgo
  }

  enum Leaving { case no, yes, longAgo }
}

extension Settings.PeopleFiles {
  /// The file of a kind of rows, where one is configured.
  func path(of kind: RosterKind) -> String? {
    switch kind {
    case .pupils: pupils
    case .relationships: relationships
    case .staff: staff
    case .senders: senders
    case .contacts: contacts
    case .groups: groups
    }
  }
}
