import Foundation
import Gateway
import Glibc
import PosternKit
import Testing

/// What is wrong stops the start, with the place and the remedy on standard error, and a status that tells what sort it is.
@Suite("A filter that cannot start says why, and ends")
struct BadConfigurationTests {
  /// Starts the filter on a school that was tampered with.
  private func start(
    user: String? = nil, socket: String? = nil, _ tamper: (SchoolFolder) throws -> Void
  ) throws -> Command {
    let school = try SchoolFolder(
      settings: "listen: {milter: \"\(socket ?? "inet:\(try freePort())@127.0.0.1")\"}\nlimits: {workers: 1}")
    try tamper(school)
    return try Command(["filter", "--config", school.configuration], user: user)
  }

  private func expect(
    _ command: Command, _ status: Int32, _ words: String..., line: SourceLocation = #_sourceLocation
  ) {
    #expect(command.status == status, "\(command.errors)", sourceLocation: line)
    for word in words { #expect(command.errors.contains(word), "\(command.errors)", sourceLocation: line) }
    #expect(command.output.isEmpty, sourceLocation: line)
  }

  // MARK: Records

  @Test("a roster without a column that is needed: which one, which there are, and how to name it")
  func wrongColumns() throws {
    let command = try start { try $0.folder.write("pupils.csv", text: "Vorname,Nachname\nMia,Stone\n") }
    expect(command, ExitStatus.configuration, "pupils.csv:1:1:", "has no column 'legal_first'", "Vorname, Nachname")
    #expect(!command.errors.contains("Stone"))
  }

  @Test("a roster that mixes encodings: the line, and how to save it")
  func mixedEncodings() throws {
    let bytes =
      Array("legal_first,legal_last\nZo".utf8) + [0xC3, 0xAB] + Array(",Hart\nZo".utf8) + [0xEB] + Array(",Łan\n".utf8)
    let command = try start { try $0.folder.write("pupils.csv", bytes) }
    expect(command, ExitStatus.configuration, "pupils.csv:3:1:", "CSV UTF-8")
  }

  @Test("a roster in UTF-16 without its mark: what it is, and how to save it")
  func zeroBytes() throws {
    let bytes = "legal_first,legal_last\nMia,Stone\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let command = try start { try $0.folder.write("pupils.csv", bytes) }
    expect(command, ExitStatus.configuration, "pupils.csv:1:1:", "CSV UTF-8")
  }

  @Test("a roster that is not there: its path")
  func missingRoster() throws {
    let command = try start { unlink($0.folder.file("staff.csv")) }
    expect(command, ExitStatus.configuration, "staff.csv", "cannot be read")
  }

  // MARK: Rules and configuration

  @Test("an unknown key in the rules: file, line, column, and what was meant")
  func unknownRuleKey() throws {
    let command = try start {
      try $0.folder.write("rules/policy.yaml", text: SchoolRules.policy.replacing("    remedy:", with: "    remedi:"))
    }
    expect(command, ExitStatus.configuration, "policy.yaml:", "'remedi'", "remedy")
    #expect(command.errors.contains(#/policy\.yaml:\d+:\d+: /#))
  }

  @Test("an unknown key in a category: file, line, column, and what was meant")
  func unknownCategoryKey() throws {
    let command = try start {
      try $0.folder.write(
        "rules/categories/sen.yaml", text: SchoolRules.category("sen", word: "EHCP").replacing("words:", with: "wordz:")
      )
    }
    expect(command, ExitStatus.configuration, "sen.yaml:", "'sen.word' matches nothing")
    #expect(command.errors.contains(#/sen\.yaml:\d+:\d+: /#))
  }

  @Test("an unknown key in the configuration: line, column, and what was meant")
  func unknownSetting() throws {
    let command = try start {
      let text = try String(contentsOfFile: $0.configuration, encoding: .utf8)
      try $0.folder.write("postern.yaml", text: text.replacing("officers:", with: "oficers:"))
    }
    expect(command, ExitStatus.configuration, "postern.yaml:", "'oficers'", "officers")
    #expect(command.errors.contains(#/postern\.yaml:\d+:\d+: /#))
  }

  @Test("rules check finds the same faults without a start")
  func rulesCheck() throws {
    let school = try SchoolFolder()
    #expect(try Command(["rules", "check", "--config", school.configuration]).status == 0)
    try school.folder.write("rules/policy.yaml", text: SchoolRules.policy.replacing("    mode:", with: "    mod:"))
    let command = try Command(["rules", "check", "--config", school.configuration])
    expect(command, ExitStatus.configuration, "policy.yaml:", "'mod'")
  }

  // MARK: Keys

  @Test("a key that others may read: the file, its mode, and the remedy")
  func openKey() throws {
    let command = try start { try Self.makeKey(in: $0, mode: 0o644) }
    expect(command, ExitStatus.keys, "keys/master.key", "mode 0644", "chmod 0400")
  }

  @Test("a key of another length: the file and its length")
  func shortKey() throws {
    let command = try start { try Self.makeKey(in: $0, mode: 0o400, bytes: 16) }
    expect(command, ExitStatus.keys, "keys/master.key", "32 bytes", "16")
  }

  @Test(
    "a key that belongs to another user: the file, and who should own it",
    .enabled(if: geteuid() == 0 && Checkout.isOpenToAll, "needs root and a build that others may run"))
  func foreignKey() throws {
    let command = try start(user: "nobody") {
      try Self.makeKey(in: $0, mode: 0o400)
      chmod($0.folder.file("keys"), 0o755)
    }
    expect(command, ExitStatus.keys, "keys/master.key", "Permission denied", "mode 0400")
  }

  @Test("keys inside the state folder: why not, and what to do")
  func keysInsideState() throws {
    let command = try start {
      let text = try String(contentsOfFile: $0.configuration, encoding: .utf8)
      try $0.folder.write("postern.yaml", text: text.replacing("keys: keys", with: "keys: state/keys"))
    }
    expect(command, ExitStatus.configuration, "state/keys", "folder of their own")
  }

  private static func makeKey(in school: SchoolFolder, mode: mode_t, bytes: Int = 32) throws {
    mkdir(school.folder.file("keys"), 0o700)
    let path = try school.folder.write("keys/master.key", [UInt8](repeating: 7, count: bytes))
    chmod(path, mode)
  }

  // MARK: Sockets and state

  @Test("a port that is in use: which")
  func portInUse() throws {
    let other = try NextHop()
    let command = try start(socket: "inet:\(other.port)@127.0.0.1") { _ in }
    expect(command, ExitStatus.unavailable, "\(other.port)")
    other.stop()
  }

  @Test("a socket path that is a file: which, and that it was left alone")
  func notASocket() throws {
    let folder = try TemporaryFolder("socket")
    let path = try folder.write("milter", text: "mine")
    let command = try start(socket: "unix:\(path)") { _ in }
    expect(command, ExitStatus.unavailable, path, "is not a socket")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test("a state folder that is a file: its path")
  func stateIsAFile() throws {
    let command = try start { try $0.folder.write("state", text: "a file") }
    expect(command, ExitStatus.unavailable, "/state")
  }
}
