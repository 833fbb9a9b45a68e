import Foundation
import Testing

/// The program as it describes itself.
private struct Command: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable { var kind, name: String }
    var names: [Name]?
    var shouldDisplay: Bool
  }

  var commandName: String
  var arguments: [Argument]?
  var subcommands: [Command]?

  /// "held show" → its options.
  func all(below path: String = "") -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for command in subcommands ?? [] {
      let name = path.isEmpty ? command.commandName : path + " " + command.commandName
      let shown = (command.arguments ?? []).filter(\.shouldDisplay).flatMap { $0.names ?? [] }
      found[name] = Set(shown.map { $0.kind == "short" ? $0.name : "-" + $0.name })
      found.merge(command.all(below: name)) { a, _ in a }
    }
    return found
  }
}

@Suite("The manual of the program")
struct ManualTests {
  /// The manual's entries: "held show" → the options that are told there.
  private let entries: [String: Set<String>]
  /// Options told before the first command.
  private let general: Set<String>
  private let commands: [String: Set<String>]
  private let manual: String

  init() throws {
    // A large command has a page of its own.
    let pages = try ["postern.1", "postern-people.1", "postern-breach.1"].map {
      try String(contentsOfFile: School.checkout + "/man/" + $0, encoding: .utf8)
    }
    manual = pages.joined(separator: "\n")
    var entries: [String: Set<String>] = [:]
    var general: Set<String> = []
    var entry: String?
    var isCommands = false
    for line in manual.split(separator: "\n") {
      if line.hasPrefix(".Sh ") { (isCommands, entry) = (line == ".Sh COMMANDS", nil) }
      if isCommands, line.hasPrefix(".It Cm ") {
        let name = line.dropFirst(7).components(separatedBy: " Ar ")[0]
        entries[name] = []
        entry = name
      }
      let words = line.split(separator: " ").map(String.init)
      // The synopsis repeats what the entries tell.
      guard let first = words.first, first == ".It" || first == ".Fl" else { continue }
      var isOption = first == ".Fl"
      for word in words.dropFirst() {
        if word == "Fl" {
          isOption = true
        } else if word == "Ar" {
          isOption = false
        } else if isOption, ![",", "."].contains(word) {
          if let entry { entries[entry]?.insert(word) } else if line.hasPrefix(".It") { general.insert(word) }
        }
      }
    }
    (self.entries, self.general) = (entries, general)
    let dump = try Program.run(["--experimental-dump-help"])
    struct Whole: Decodable { var command: Command }
    commands = try JSONDecoder().decode(Whole.self, from: Data(dump.output.utf8)).command.all()
  }

  @Test("tells every command, and none that is not")
  func everyCommand() {
    #expect(commands.count > 10)
    #expect(Set(entries.keys) == Set(commands.keys))
  }

  @Test("tells every option where its command stands, and none that the command does not take")
  func everyOption() {
    for (command, options) in commands {
      let group = command.split(separator: " ").first.map(String.init) ?? ""
      let told = general.union(entries[command] ?? []).union(entries[group] ?? [])
      #expect(options.subtracting(told).isEmpty, "\(command): \(options.subtracting(told)) is not told")
    }
    let all = commands.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    for (command, told) in entries {
      let taken = commands.filter { $0.key == command || $0.key.hasPrefix(command + " ") }.values
      let unknown = told.subtracting(taken.reduce(into: []) { $0.formUnion($1) })
      #expect(unknown.isEmpty, "\(command): \(unknown) is told, but not taken")
    }
    #expect(general.isSubset(of: all))
  }

  @Test("tells the keys of a check's answer")
  func keys() throws {
    let school = try School()
    let lunch = try school.message("lunch.eml", School.letter("Lunch."))
    for key in try school.run("check", "--json", lunch).objects()[0].keys {
      #expect(manual.contains(".Ql \(key)"), "\(key)")
    }
  }
}

@Suite("Every manual page")
struct ManualPageTests {
  // groff comes with every Debian that can show manuals; mandoc is stricter where it is there.
  private static let checkers = [
    ["/usr/bin/groff", "-mdoc", "-ww", "-z"], ["/usr/bin/mandoc", "-T", "lint", "-W", "warning"],
  ].filter { FileManager.default.isExecutableFile(atPath: $0[0]) }

  @Test(
    "is well formed", .enabled(if: !checkers.isEmpty),
    arguments: ["postern.1", "postern-people.1", "postern-breach.1", "postern.yaml.5"])
  func formed(page: String) throws {
    for checker in Self.checkers {
      let outcome = try Program.run(
        checker.dropFirst() + [School.checkout + "/man/" + page], program: [checker[0]])
      #expect(outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.output)\(outcome.errors)")
    }
  }
}
