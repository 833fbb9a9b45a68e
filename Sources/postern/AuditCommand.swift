import ArgumentParser
import Configuration
import Foundation
import Gateway
import Quarantine

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Works on the audit trail.",
    subcommands: [Verify.self, List.self, Anchors.self, Key.self])

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks that no line of the audit trail was changed or is missing.",
      discussion: """
        Anchors are lines that begin with postern-audit-anchor. The filter writes them into its log, and the officers'
        daily letter holds them. Only by them shows a trail that was written anew by somebody who has the signing key:
          journalctl -u postern > anchors.txt
          postern audit verify --anchors anchors.txt
        """)
    @OptionGroup var officer: OfficerOptions
    @Option(
      name: .long, help: "A text that holds anchors: an export of the journal, saved letters.", completion: .file())
    var anchors: [String] = []

    func run() throws {
      var heads: [AuditHead] = []
      for path in anchors {
        guard let data = FileManager.default.contents(atPath: path) else {
          say("postern: \(path): cannot be read")
          throw ExitCode(ExitStatus.data)
        }
        let found = AuditHead.anchors(in: String(decoding: data, as: UTF8.self))
        if found.isEmpty {
          say("postern: \(path): holds no anchor")
          throw ExitCode(ExitStatus.data)
        }
        heads += found
      }
      let store = try officer.store(try officer.configuration.load())
      let faults = try orExit(ExitStatus.unavailable) { try store.verifyAudit(anchors: heads) }
      guard faults.isEmpty else {
        for fault in faults { say("\(fault)") }
        throw ExitCode(ExitStatus.data)
      }
      print("The audit trail is whole\(heads.isEmpty ? "" : ", and fits \(heads.count) anchors").")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists what was done, the oldest first.")
    @OptionGroup var officer: OfficerOptions
    @Flag(name: .long, help: "A line of JSON for each.") var json = false
    @Option(name: .long, help: "No older lines than this day, like 2026-11-24.") var since: Day?

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      let lines = try orExit(ExitStatus.unavailable) {
        try store.auditLines(since: since?.begin, visibleTo: officer.reader)
      }
      for line in lines {
        if json {
          answer(try Line(line).data())
        } else {
          print(
            [
              postern.since(line.time), line.held.map { "\($0)" } ?? "-", line.action.rawValue,
              line.actor ?? "(erased)",
              line.reason ?? "",
            ].filter { !$0.isEmpty }.joined(separator: "  "))
        }
      }
    }
  }

  struct Anchors: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the signed head of each chain, to be kept elsewhere.")
    @OptionGroup var officer: OfficerOptions

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      for head in try orExit(ExitStatus.unavailable, { try store.auditHeads() }) { print(head.anchor) }
    }
  }

  struct Key: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the public key (Ed25519) that the heads of the chains are signed with, in hexadecimal.")
    @OptionGroup var officer: OfficerOptions

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      print(store.auditKey.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
  }

  /// A line of the trail as JSON.
  private struct Line: Encodable {
    var writer: String
    var number: Int64
    var time: Int64
    var action: String
    var reference: String?
    var actor: String?
    var reason: String?

    init(_ line: AuditLine) {
      writer = line.writer
      number = line.number
      time = line.time
      action = line.action.rawValue
      reference = line.held.map { "\($0)" }
      actor = line.actor
      reason = line.reason
    }

    func data() throws -> Data {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
      return try encoder.encode(self)
    }
  }
}
