import Configuration
import Foundation
import GRDB
import Glibc
import Policy
import PosternKit
import Spool
import Synchronization

@testable import Quarantine

/// A state folder and a key folder of their own, and a message with words that must never be found on the disk.
final class Sample {
  let folder: TemporaryFolder
  let clock = Clock()
  var state: String { folder.file("state") }
  var keys: String { folder.file("keys") }

  init() throws { folder = try TemporaryFolder("quarantine") }

  /// The store keeps the folder alive.
  func open(as opener: QuarantineStore.Opener = .filter, patience: Double = 0.1) throws -> QuarantineStore {
    let ring = try KeyRing.load(keys, create: true, apartFrom: state)
    let (clock, folder) = (clock, folder)
    return try QuarantineStore.open(
      state: state, keys: ring, as: opener, patience: patience, now: { withExtendedLifetime(folder) { clock.time } },
      uptime: { clock.uptime })
  }

  /// The keys as they are in their folder now.
  func ring() throws -> KeyRing { try KeyRing.load(keys, apartFrom: state) }

  /// All files below a folder, by their paths in it, with their bytes.
  static func tree(_ folder: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      found[name] = bytes("\(folder)/\(name)")
    }
    return found
  }

  /// A second, foreign connection to the database of held mail.
  func database() throws -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: state + "/quarantine.db", configuration: configuration)
  }

  func content(_ id: HeldID) -> String { "\(state)/content/\(id).sealed" }

  /// All files of the state folder whose bytes hold `word`.
  func files(with word: String) throws -> [String] {
    var found: [String] = []
    for name in try Self.names(state) + Self.names(state + "/content").map({ "content/" + $0 }) {
      let bytes = Self.bytes("\(state)/\(name)")
      if Self.contains(bytes, Array(word.utf8)) { found.append(name) }
    }
    return found
  }

  static func names(_ folder: String) throws -> [String] {
    guard let directory = opendir(folder) else { throw SpoolError(doing: "list a folder", code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let got = fread(&buffer, 1, buffer.count, file), got > 0 { all += buffer[..<got] }
    return all
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw SpoolError(doing: "write a test file", code: errno) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw SpoolError(doing: "write a test file", code: errno)
    }
  }

  static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
    Data(bytes).range(of: Data(word)) != nil
  }

  static func mode(_ path: String) -> UInt32 {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }
}

final class Clock: Sendable {
  private let value = Mutex<Int64>(1_795_510_000)
  private let machine = Mutex(Uptime(boot: "1", seconds: 4_000))
  var time: Int64 { value.withLock { $0 } }
  var uptime: Uptime { machine.withLock { $0 } }

  func advance(_ seconds: Int64) {
    set(by: seconds)
    machine.withLock { $0.seconds += seconds }
  }

  /// Somebody sets it.
  func set(by seconds: Int64) { value.withLock { $0 += seconds } }

  /// The machine starts anew.
  func restart() { machine.withLock { $0 = Uptime(boot: ($0.boot ?? "") + "1", seconds: 30) } }

  /// Which start it is cannot be told.
  func forgetStart() { machine.withLock { $0.boot = nil } }
}

/// What is planted in the sample message, its envelope and its facts.
let planted = [
  "Xylophona", "Brambleby", "quokkafever", "z.quillfeather", "Zanzibarlane", "Marmaladesubject", "Wobblegate",
  "10.99.77.55",
]

func sampleMessage(
  recipients: [String] = ["z.quillfeather@families.example"], rules: [String] = ["sen.to-pupils"],
  cabinets: [Cabinet] = [.sen], releaser: Releaser = .sender, conduct: [String]? = nil,
  number: Int = 1, likeness: UInt64? = nil, files: [Data]? = nil, copies: [HeldMessage.Copy]? = nil
) -> HeldMessage {
  HeldMessage(
    envelope: Envelope(
      sender: .init(address: "t.wobblegate@oakfield.example", parameters: ["BODY=8BITMIME", "RET=HDRS", "SIZE=400"]),
      recipients: recipients.map { .init(address: $0, parameters: ["NOTIFY=SUCCESS"]) }),
    identity: "t.wobblegate@oakfield.example", queueID: "4XyZ12",
    client: .init(address: "10.99.77.55", helo: "wobblegate-pc"),
    receivedAt: 1_795_510_000, messageID: "<brambleby-\(number)@oakfield.example>",
    rules: rules.map {
      .init(
        id: $0, title: "SEN information", mode: .enforce, requirements: ["hold"], clause: "Greater care is required.",
        remedy: "Check", publicReason: "in the message")
    },
    cabinets: cabinets, releaser: releaser, ruleSetVersion: "00ff",
    facts: .init(
      subject: "Marmaladesubject", categories: ["sen (serious)"], people: ["Xylophona Brambleby"],
      places: ["attachment Zanzibarlane.csv"], identifiers: ["upn"],
      recipients: recipients.map { .init(address: $0, kind: "guardian") }),
    concernsConduct: conduct != nil, conductSubjects: conduct ?? [], likeness: likeness,
    files: files, copies: copies)
}

func sampleContent(_ body: String = "Xylophona Brambleby of Zanzibarlane has quokkafever.\r\n", trace: String = "")
  throws
  -> MemoryFile
{
  let file = MemoryFile()
  try file.append(
    Array(
      (trace + "From: T Wobblegate <t.wobblegate@oakfield.example>\r\nSubject: Marmaladesubject\r\n\r\n" + body).utf8))
  try file.seal()
  return file
}

func bytes(_ file: MemoryFile) throws -> [UInt8] { try file.withBytes { Array($0) } }
