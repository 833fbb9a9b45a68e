import Configuration
import Foundation
import Glibc
import PosternKit

@testable import People
@testable import PeopleStore

/// A trust's exports, its plan and its configuration, in a folder that goes with the test.
final class Trust {
  let folder: TemporaryFolder
  let settings: Settings

  static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let presets = checkout + "/rules/people"

  /// - Parameter plan: nil for an import of the files that `people:` names.
  init(plan: String? = nil, people: String = "") throws {
    folder = try TemporaryFolder("trust")
    if let plan { try folder.write("schools.yaml", text: plan) }
    let map = plan == nil ? people : "import: schools.yaml"
    try folder.write(
      "postern.yaml",
      text: """
        organisation: {name: Oakfield Trust, domains: [oakfield.example]}
        people: {\(map)}

        """)
    settings = try Settings.load(folder.file("postern.yaml"))
  }

  /// One school, whose pupils are a plain file.
  static func small(pupils count: Int = 3) throws -> Trust {
    let trust = try Trust(people: "pupils: pupils.csv, relationships: relationships.csv, staff: staff.csv")
    try trust.write(pupils: 0..<count)
    try trust.folder.write("relationships.csv", text: "upn,contact_name,email,no_contact\n")
    try trust.folder.write(
      "staff.csv", text: "first_name,last_name,email\nJudith,Amberley,j.amberley@oakfield.example\n")
    return trust
  }

  func write(pupils: some Sequence<Int>, form: String = "7A") throws {
    let rows = pupils.map {
      "U\($0),\(Self.first($0)),\(Self.last($0)),2012-09-03,\(form),Pat \(Self.last($0)),pat\($0)@home.example"
    }
    try folder.write(
      "pupils.csv",
      text: "upn,legal_first,legal_last,date_of_birth,form,guardian1_name,guardian1_email\n"
        + rows.joined(separator: "\n") + "\n")
  }

  static func first(_ number: Int) -> String { ["Aisha", "Tom", "Zoë", "Quill", "Noor"][number % 5] }
  static func last(_ number: Int) -> String {
    String(String(number + 1_000).map { Character(UnicodeScalar(UInt8(0x61) + ($0.asciiValue ?? 0x30) - 0x30)) })
      .capitalized + "son"
  }
  static func name(_ number: Int) -> String { "\(first(number)) \(last(number))" }

  var store: RecordsStore { RecordsStore(settings) }

  func examine(on day: CalendarDate = .today) throws -> RecordsImport {
    try RecordsImport(
      settings, file: folder.file("postern.yaml"), presets: Self.presets, categories: ["health", "sen"], day: day)
  }

  @discardableResult
  func importAll(on day: CalendarDate = .today) throws -> RecordsImport {
    let it = try examine(on: day)
    try it.apply()
    return it
  }

  /// The error of an import, with the folder cut off.
  func error() -> String {
    do {
      _ = try examine()
      return "no error"
    } catch {
      return "\(error)".replacingOccurrences(of: folder.path + "/", with: "")
    }
  }

  func warnings() throws -> [String] {
    try examine().warnings.map { "\($0)".replacingOccurrences(of: folder.path + "/", with: "") }
  }

  /// The people as a filter would have them.
  func index(on day: CalendarDate = .today) throws -> PeopleIndex {
    guard let stored = try store.load() else { return .empty }
    return try PeopleIndex.build(stored.roster, orders: store.loadEntries().orders, day: day)
  }

  func names(on day: CalendarDate = .today) throws -> Set<String> {
    let index = try index(on: day)
    return Set((0..<UInt32(index.count)).compactMap { index.person(PersonNumber($0))?.fullName })
  }

  /// Every byte of the stored records.
  func bytesOfStore() throws -> [UInt8] {
    try FileManager.default.subpathsOfDirectory(atPath: settings.records.store).flatMap {
      [UInt8](FileManager.default.contents(atPath: settings.records.store + "/" + $0) ?? Data())
    }
  }
}

/// A day of the records.
func day(_ text: String) throws -> CalendarDate {
  guard let day = CalendarDate(text) else { throw CocoaError(.formatting) }
  return day
}

extension [UInt8] {
  /// Whether the text stands in these bytes, in UTF-8 or UTF-16, in any case of ASCII letters.
  func hold(_ text: String) -> Bool {
    let lower = map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    let words = [
      Array(text.lowercased().utf8), text.lowercased().utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
    ]
    return words.contains { word in Data(lower).range(of: Data(word)) != nil }
  }
}
