import Foundation
import Normalisation
import PosternKit
import Spool

@testable import Configuration
@testable import People

/// CSV files in a folder that goes with the test, and what is made of them.
struct Records {
  private let folder: TemporaryFolder
  var files: Settings.PeopleFiles

  /// Bytes by the name of the file: "pupils", "staff" …
  init(_ content: [String: [UInt8]], columns: [String: String] = [:]) throws {
    folder = try TemporaryFolder("people")
    files = Settings.PeopleFiles()
    files.columns = columns
    func file(_ name: String) throws -> String? {
      try content[name].map { try folder.write(name + ".csv", $0) }
    }
    files.pupils = try file("pupils")
    files.relationships = try file("relationships")
    files.staff = try file("staff")
    files.senders = try file("senders")
    files.contacts = try file("contacts")
    files.groups = try file("groups")
  }

  func index(categories: [String]? = nil) throws -> PeopleIndex {
    try withExtendedLifetime(folder) {
      try PeopleIndex.build(
        files: files, organisation: .init(name: "Oakfield", domains: ["oakfield.example"], schools: []),
        categories: categories)
    }
  }

  /// The error that a person gets, with the folder cut off.
  func error() -> String {
    do {
      _ = try index()
      return "no error"
    } catch {
      return "\(error)".replacingOccurrences(of: folder.path + "/", with: "")
    }
  }

  /// What is odd, with the folder cut off.
  func warnings(categories: [String]? = nil) throws -> [String] {
    try index(categories: categories).warnings.map { "\($0)".replacingOccurrences(of: folder.path + "/", with: "") }
  }

  static func index(
    pupils: String? = nil, relationships: String? = nil, staff: String? = nil, senders: String? = nil,
    contacts: String? = nil, groups: String? = nil
  ) throws -> PeopleIndex {
    let texts = [
      "pupils": pupils, "relationships": relationships, "staff": staff, "senders": senders, "contacts": contacts,
      "groups": groups,
    ]
    return try Records(texts.compactMapValues { $0.map { Array($0.utf8) } }).index()
  }
}

extension PeopleIndex {
  /// "Aisha Khan", "Tom Price" … in the order of the index.
  var names: [String] { (0..<UInt32(count)).compactMap { person(PersonNumber($0))?.fullName } }

  func number(_ fullName: String) throws -> PersonNumber {
    guard let place = names.firstIndex(of: fullName) else { throw Missing(what: fullName) }
    return PersonNumber(UInt32(place))
  }

  func names(_ numbers: [PersonNumber]) -> [String] { numbers.compactMap { person($0)?.fullName } }
}

struct Missing: Error { var what: String }

/// A day that the records' rows are asked about.
func day(_ text: String) throws -> CalendarDate {
  guard let day = CalendarDate(text) else { throw Missing(what: text) }
  return day
}

/// What a worker sees in a text: "Khan, Aisha → full: Aisha Khan".
struct Reader {
  let index: PeopleIndex
  let table: PeopleTable

  init(_ index: PeopleIndex, gazetteer: Gazetteer = .empty) throws {
    self.index = index
    table = try PeopleTable(index.table(gazetteer: gazetteer))
  }

  /// The longest names found in a text, each with the forms and people that it may mean, sorted.
  func read(_ text: String) -> [String] {
    let normalised = NormalisedText(text)
    let hashes = normalised.bytes.withUnsafeBytes { bytes in
      Tokeniser.tokens(normalised.bytes).map { table.hash($0, of: bytes) }
    }
    var longest: [(Range<Int>, UInt64)] = []
    table.names(in: hashes) { range, key in
      if let last = longest.last?.0, last.upperBound >= range.upperBound { return }
      longest.append((range, key))
    }
    return longest.flatMap { _, key in
      var found: [String] = []
      table.lookup(key) { number, form in found.append("\(form): \(index.person(number)?.fullName ?? "?")") }
      return found.sorted()
    }
  }
}

/// Lists of common names in a folder of their own.
struct TemporaryNames {
  private let folder: TemporaryFolder

  init(first: String, last: String) throws {
    folder = try TemporaryFolder("names")
    try folder.write("first_names.txt", text: first)
    try folder.write("surnames.txt", text: last)
  }

  func gazetteer() throws -> Gazetteer { try withExtendedLifetime(folder) { try Gazetteer.load(folder: folder.path) } }
}
