import ArgumentParser
import Foundation
import PosternKit

/// More at once than can be done at once: what is felt of it, and by whom.
struct OverloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overload",
    abstract: "Brings more mail at once than can be judged at once, and looks what others feel of it.",
    discussion: """
      Scenarios: \(Scenarios.all.map { "\($0.name) (\($0.told))" }.joined(separator: "; ")). Each goes over a private \
      Postfix, and, since Postfix keeps much from a filter by bounds of its own, straight to the filter's socket. In each, \
      ordinary mail goes on beside it. Asserted: no client sees a 4xx but where the scenario is about what cannot be kept; \
      memory of all of Postern's processes (proportional set, and memory files) stays under its bound; nobody is served \
      at another's cost. Needs root, as Postfix does. Exit 0 only if all holds.
      """)

  @Option(help: "Scenarios to run, with commas between; all if none is given.") var only: String?
  @Option(help: "Connections at once.") var connections = 500
  @Option(help: "Large messages at once.") var large = 100
  @Option(help: "Megabytes of each large message.") var megabytes = 25
  @Option(help: "Megabytes of memory for mail under way (limits: {mail_memory: …}).") var memory = 256

  func validate() throws {
    for name in names where !Scenarios.all.contains(where: { $0.name == name }) {
      throw ValidationError("There is no scenario '\(name)'.")
    }
    guard connections >= 10, large >= 4, megabytes >= 1, memory >= 64 else {
      throw ValidationError("Too little to be an overload.")
    }
  }

  private var names: [String] {
    only.map { $0.split(separator: ",").map(String.init) } ?? Scenarios.all.map(\.name)
  }

  func run() throws {
    do {
      let size = OverloadSize(
        connections: connections, large: large, largeBytes: megabytes * 1_000_000, memory: memory << 20)
      let ground = try OverloadGround(size)
      defer { ground.stop() }
      say("at rest: \(OverloadGround.mebibytes(ground.atRest))")
      var faults: [String] = []
      for scenario in Scenarios.all where names.contains(scenario.name) {
        say("\(scenario.name): \(scenario.told)")
        let outcome = try ground.watched { try scenario.run(ground) }
        for line in outcome.lines { say("  \(line)") }
        for fault in outcome.faults { say("  FAULT: \(fault)") }
        faults += outcome.faults
      }
      say(faults.isEmpty ? "All of it held." : "\(faults.count) faults.")
      if !faults.isEmpty { throw ExitCode.failure }
    } catch let error as ExitCode {
      throw error
    } catch {
      say("the run broke off: \(error)")
      throw ExitCode.failure
    }
  }
}

/// How much is too much.
struct OverloadSize: Sendable {
  var connections: Int
  var large: Int
  /// Of each large message.
  var largeBytes: Int
  /// `limits: {mail_memory: …}`, in bytes.
  var memory: Int
}
