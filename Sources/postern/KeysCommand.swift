import ArgumentParser
import Configuration
import Gateway
import Quarantine

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Looks after the keys that held mail is sealed with.",
    subcommands: [Check.self, Rotate.self], defaultSubcommand: Check.self)

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says which keys are there and which are needed, and whether all that is sealed can be opened.",
      discussion: "Ends with 0 when all is well, with 65 when something is wrong.")
    @OptionGroup var officer: OfficerOptions

    func run() throws {
      let settings = try officer.configuration.load()
      let ring = try orExit(ExitStatus.data) { try settings.keyRing() }
      print("The key in use is \(ring.currentID), in \(ring.folder).")
      let store = try orExit(ExitStatus.data) {
        try QuarantineStore.open(state: settings.state, keys: ring, as: .commandLine)
      }
      let report = try orExit(ExitStatus.data) { try store.keyReport(ring) }
      for file in report.files {
        let use = file.keyID == nil ? "wrapped keys" : file.isInUse ? "in use" : file.isNeeded ? "needed" : "not needed"
        print("  \(file.name)  0\(String(file.mode, radix: 8))  \(file.keyID ?? "-")  \(use)")
      }
      print("State and keys lie apart; the keys of \(report.opened) messages open.")
      for remark in report.remarks { print("note: \(remark)") }
      for problem in report.problems { say("wrong: \(problem)") }
      if !report.problems.isEmpty { throw ExitCode(ExitStatus.data) }
    }
  }

  struct Rotate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a new master key, and seals with it all that the old one sealed.",
      discussion: """
        The filter may run meanwhile. The old key file is removed when nothing needs it any more; a rotation that was cut
        off is ended by the next call, which then makes no further key. Where the key folder is read-only, put the new
        key there as master.key, keep the old one beside it under another name that ends in .key, and call this.
        A backup of the state from before needs the old key for the names on its audit trail: keep that key with it.
        """)
    @OptionGroup var officer: OfficerOptions

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let done = try orExit(ExitStatus.unavailable) {
        try store.rotateKeys(try settings.keyRing(), by: officer.actor)
      }
      if done.wasUnfinished {
        print("Another key was in use beside it: no new one was made. Call this again for that.")
      }
      print("The key in use is \(done.keyID).")
      print("Sealed anew: \(done.keys) keys, \(done.letters) letters, \(done.auditLines) lines of the audit trail.")
      for name in done.removed { print("\(name) is removed.") }
      for (name, why) in done.left.sorted(by: { $0.key < $1.key }) {
        say("\(name) is not needed any more, and could not be removed (\(why)): remove it")
      }
    }
  }
}

extension Settings {
  /// Reads the keys as this configuration places them.
  func keyRing(create: Bool = false) throws(KeyRingError) -> KeyRing {
    try KeyRing.load(keys, database: keysDatabase, create: create, apartFrom: state)
  }
}
