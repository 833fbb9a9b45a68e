import Foundation
import Glibc
import PosternKit
import Quarantine
import Testing

@testable import Configuration
@testable import People
@testable import PeopleStore

@Suite("The imported records on disk")
struct StoreTests {
  @Test("come back as they were read")
  func roundTrip() throws {
    let trust = try Trust.small(pupils: 40)
    try trust.importAll()
    let index = try trust.index()
    #expect(index.countByKind == [.pupil: 40, .guardian: 40, .staff: 1])
    let pupil = try #require(index.search("U7").first)
    #expect(index.person(pupil)?.fullName == Trust.name(7))
    #expect(index.dateOfBirth(of: pupil) == (try day("2012-09-03")))
    #expect(index.guardians(of: pupil) == index.people(at: "pat7@home.example"))
  }

  @Test("hold no name, address or number in clear, nor does the key folder")
  func sealed() throws {
    let trust = try Trust.small(pupils: 25)
    try trust.importAll()
    var entries = try trust.store.loadEntries()
    entries.orders.append(
      ContactOrder(
        id: "N1", upn: "U3", pupilName: Trust.name(3), dateOfBirth: "", contactName: "Barnabas Quillamber", email: "",
        enteredAt: 0))
    try trust.store.remember([(.pupils, "upn|VELLICHORD")], in: &entries)
    try trust.store.save(entries)
    let keys = FileManager.default.subpaths(atPath: trust.settings.keys) ?? []
    let bytes =
      try trust.bytesOfStore()
      + keys.flatMap { [UInt8](FileManager.default.contents(atPath: trust.settings.keys + "/" + $0) ?? Data()) }
    #expect(bytes.count > 1_000)
    for planted in [
      Trust.last(3), Trust.last(24), "pat7@home", "home.example", "2012-09-03", "Amberley", "oakfield", "Quillamber",
      "vellichord", "no_contact", "legal_last",
    ] { #expect(!bytes.hold(planted), "\(planted)") }
    // The same search finds what is there.
    let export = [UInt8](FileManager.default.contents(atPath: trust.folder.file("pupils.csv")) ?? Data())
    #expect(export.hold(Trust.last(3)) && export.hold("pat7@home"))
  }

  @Test("may be read by nobody else")
  func modes() throws {
    let trust = try Trust.small()
    try trust.importAll()
    for path in [trust.settings.records.store] + trust.store.files.filter({ access($0, F_OK) == 0 }) {
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o077 == 0, "\(path)")
    }
  }

  @Test("are refused when a byte is changed, the end is cut off, or they are another's")
  func damaged() throws {
    let trust = try Trust.small(pupils: 50)
    try trust.importAll()
    let path = trust.store.files[0]
    let whole = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    for place in [0, 9, 30, whole.count / 2, whole.count - 1] {
      var changed = whole
      changed[place] ^= 1
      try Data(changed).write(to: URL(filePath: path))
      #expect(throws: RecordsError.self) { try trust.store.load() }
    }
    for length in [3, 24, 28, whole.count - 1] {
      try Data(whole.prefix(length)).write(to: URL(filePath: path))
      #expect(throws: RecordsError.self) { try trust.store.load() }
    }
    try Data(whole).write(to: URL(filePath: path))
    #expect(try trust.store.load()?.roster.count(.pupils) == 50)
    let other = try Trust.small()
    try other.importAll()
    try Data(whole).write(to: URL(filePath: other.store.files[0]))
    #expect(throws: RecordsError.self) { try other.store.load() }
  }

  @Test("cannot be read any more when the next import has come: their key is destroyed")
  func shredded() throws {
    let trust = try Trust.small()
    try trust.importAll()
    let path = trust.store.files[0]
    let copy = try #require(FileManager.default.contents(atPath: path))
    try trust.importAll()
    #expect(try trust.store.load() != nil)
    try copy.write(to: URL(filePath: path))
    #expect(throws: RecordsError.self) { try trust.store.load() }
  }

  @Test("outlive a rotation of the master key")
  func rotated() throws {
    let trust = try Trust.small()
    try trust.importAll()
    let settings = trust.settings
    func ring() throws -> KeyRing { try KeyRing.load(settings.keys, create: true, apartFrom: settings.state) }
    let before = try ring().currentID
    let quarantine = try QuarantineStore.open(state: settings.state, keys: ring(), as: .commandLine)
    let rotation = try quarantine.rotateKeys(ring(), by: "test")
    #expect(rotation.keyID != before && !rotation.removed.isEmpty)
    #expect(try trust.names().contains(Trust.name(1)))
  }

  @Test("are replaced whole: what a killed import left is cleared away, and a second one waits")
  func replaced() throws {
    let trust = try Trust.small()
    try trust.importAll()
    let draft = trust.store.files[0] + ".new-99999999"
    try Data("half".utf8).write(to: URL(filePath: draft))
    try trust.importAll()
    #expect(access(draft, F_OK) != 0)
    let lock = try trust.store.lock()
    #expect(throws: RecordsError.self) { try trust.store.lock() }
    withExtendedLifetime(lock) {}
  }
}
