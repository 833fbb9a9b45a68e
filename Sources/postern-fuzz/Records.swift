import Spool

@testable import Configuration
@testable import Directory
@testable import People

/// The readers of what says who is who: the school's files, dates and names in them, alias files, a directory's answers.
enum Records {
  static let readers: [String: Reader] = [
    "records": { records($0) },
    "aliases": { aliases($0) },
    "directory": { directory(String(decoding: $0, as: UTF8.self)) },
    "dates": { dates(String(decoding: $0, as: UTF8.self)) },
    "domains": { domains(String(decoding: $0, as: UTF8.self)) },
  ]

  /// The first byte says which of the files it is.
  private static func records(_ bytes: [UInt8]) {
    guard let kind = bytes.first else { return }
    let path = Scratch.write("a.csv", bytes.dropFirst())
    var files = Configuration.Settings.PeopleFiles()
    let places: [WritableKeyPath<Configuration.Settings.PeopleFiles, String?>] = [
      \.pupils, \.relationships, \.staff, \.senders, \.contacts, \.groups,
    ]
    files[keyPath: places[Int(kind) % places.count]] = path
    let people: PeopleIndex
    do {
      people = try PeopleIndex.build(files: files, organisation: organisation)
    } catch {
      precondition(!error.description.isEmpty, "a person is told what is wrong")
      return
    }
    do { _ = try PeopleTable(try people.table()) } catch { preconditionFailure("what was read is a table: \(error)") }
  }

  private static let organisation = Configuration.Settings.Organisation(
    name: "Oakfield", domains: ["oakfield.example"])

  private static func aliases(_ bytes: [UInt8]) {
    let path = Scratch.write("aliases", bytes)
    for isVirtual in [false, true] {
      var files = Configuration.Settings.AliasFiles()
      if isVirtual { files.virtual = [path] } else { files.aliases = [path] }
      _ = try? AliasFile.read(files, organisation: organisation)
    }
  }

  /// Lines "name: value" as the attributes of entries, which an empty line parts.
  private static func directory(_ text: String) {
    for preset in Configuration.Settings.Directory.Preset.allCases {
      var reading = DirectoryReading(preset.attributes)
      for (number, entry) in text.split(separator: "\n\n").enumerated() {
        let attributes = entry.split(separator: "\n").map { line in
          let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
          return (name: String(halves[0]), values: halves.dropFirst().map { String($0.drop { $0 == " " }) })
        }
        reading.add("cn=\(number),\(entry.prefix(40))", attributes)
      }
      while let rest = reading.nextRest() { reading.addRest([], of: rest) }
      _ = reading.contents
    }
    _ = DistinguishedName.canonical(text)
  }

  private static func dates(_ text: String) {
    for date in [CalendarDate(text), CalendarDate(record: text)].compactMap({ $0 }) {
      precondition(CalendarDate(date.description) == date, "a date is read as it was written")
      _ = (date.dayBefore, date.yearBefore)
    }
    let name = NameParts(text)
    precondition(!name.full.contains("\n") || text.contains("\n"))
  }

  private static func domains(_ text: String) {
    let once = MailAddress.canonical(domain: text)
    precondition(once.utf8.count <= 8 * text.utf8.count + 8)
    _ = Punycode.decode(text[...])
  }
}
