import Configuration

/// Reads the school's files into records.
struct PeopleReader {
  let files: Settings.PeopleFiles
  /// What `may_receive` may hold; nil for anything.
  let categories: [String]?
  var records = PeopleRecords()
  private(set) var warnings: [RecordWarning] = []
  /// Warnings beyond these are only counted.
  static let mostWarnings = 1_000
  private var moreWarnings = 0

  var pupilByUPN: [String: UInt32] = [:]
  var pupilSeen: Set<String> = []
  var guardians = GuardianRegister()
  /// Places in `records.relationships` of what the guardian columns of the pupils file say.
  var placesByColumns: [PupilAndContact: Int] = [:]
  /// Of whom the relationships file speaks.
  var overruled: Set<PupilAndContact> = []
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

  init(files: Settings.PeopleFiles, categories: [String]?) {
    self.files = files
    self.categories = categories
  }

  /// - Throws: `ConfigurationError` at the first file that cannot be used.
  mutating func read() throws(ConfigurationError) {
    try checkNames()
    if let path = files.pupils { try readPupils(path) }
    if let path = files.relationships { try readRelationships(path) }
    if let path = files.staff { try readStaff(path) }
    if let path = files.senders { try readSenders(path) }
    if let path = files.contacts { try readContacts(path) }
    if let path = files.groups { try readGroups(path) }
    try checkRenames()
    dropOverruled()
    records.rename(guardians.laterNames)
    if moreWarnings > 0 {
      warnings.append(
        RecordWarning(file: warnings.last?.file ?? "", message: "\(moreWarnings) more warnings are not shown"))
    }
    records.shrink()
  }

  /// A misspelt key under `people.columns` would silently rename nothing.
  private func checkNames() throws(ConfigurationError) {
    let known = Set(RosterColumns.all.flatMap { $0.map(\.name) })
    for ours in files.columns.keys.sorted() where !known.contains(ours) {
      let close = nearest(to: ours, among: known.sorted()).map { ": did you mean '\($0)'?" }
      throw error(ours, "'\(ours)' is no column of ours\(close ?? ": see postern.yaml(5) for their names")")
    }
  }

  /// A name that no file has would silently rename nothing.
  private func checkRenames() throws(ConfigurationError) {
    for (ours, theirs) in files.columns.sorted(by: { $0.key < $1.key })
    where columnsAsked.contains(ours) && !renamesUsed.contains(ours) {
      throw error(ours, "no file has a column '\(theirs)'")
    }
  }

  private func error(_ ours: String, _ message: String) -> ConfigurationError {
    let place = files.columnPlaces[ours]
    return ConfigurationError(
      file: place?.file ?? "people.columns", line: place?.line, column: place?.column, message: message)
  }

  mutating func warn(_ file: String, _ line: Int?, _ message: String) {
    if warnings.count < Self.mostWarnings {
      warnings.append(RecordWarning(file: file, line: line, message: message))
    } else {
      moreWarnings += 1
    }
  }

  mutating func rows(
    _ path: String, _ columns: [RosterFile.Column], _ body: (inout PeopleReader, RosterFile.Row) -> Void
  ) throws(ConfigurationError) {
    var file = try RosterFile(path, columns: columns, renamed: files.columns)
    if file.hasHeadings { columnsAsked.formUnion(columns.map(\.name)) }
    renamesUsed.formUnion(file.renamesUsed)
    var found = 0
    while let row = file.next() {
      body(&self, row)
      found += 1
    }
    for warning in file.warnings { warn(warning.file, warning.line, warning.message) }
    if found == 0, file.warnings.isEmpty { warn(path, nil, "has headings only: nobody is read from it") }
  }

  mutating func date(_ row: RosterFile.Row, _ column: String, _ path: String) -> CalendarDate? {
    let text = row[column]
    guard !text.isEmpty else { return nil }
    if let date = CalendarDate(text) { return date }
    warn(
      path, row.line,
      "\(column) is no day that exists: write it as 2012-09-03 or 03/09/2012; the row is kept without it")
    return nil
  }

  mutating func address(_ row: RosterFile.Row, _ column: String, _ path: String) -> String {
    let address = row[column].lowercased()
    if address.isEmpty || address.isAddress { return address }
    warn(path, row.line, "\(column) is no e-mail address; it is left out")
    return ""
  }
}
