import ArgumentParser
import Foundation
import PosternKit

/// Kills everything, again and again, while numbered messages come in, and then asks a ledger whether anything was lost,
/// let through, or sent twice.
struct KillsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kills",
    abstract:
      "Sends numbered messages under kills, full disk, failing fsync and a clock that jumps: nothing may be lost, pass or double.",
    discussion: """
      Filter, workers, zygote, supervisor, console, officers' commands and Postfix's master, smtpd and cleanup are killed by
      SIGKILL, while one officer ends holds as their notices come, and senders take back by the link of their notice what is
      to come back to them. What each client was told is compared with what arrived, what is held, and what came back. The
      same load then meets Postfix alone: where a client saw no reply, Postfix itself makes doubles. At the end the audit
      trail is verified, and Postern's folders are searched for words of the messages. Needs root, as Postfix does.
      The seed makes the same plan again, not the same moments. Exit 0 only if the ledger is in order.
      """)

  @Option(help: "Messages.") var messages = 2_000
  @Option(help: "Kills, at least.") var kills = 100
  @Option(help: "Episodes of a full disk, as many of failing fsync, of a clock that jumps, and hot restarts.")
  var episodes = 6
  @Option(help: "Clients at once.") var connections = 8
  @Option(help: "The seed of the plan; one of its own each time if none is given.") var seed: UInt64?
  @Option(help: "After so many seconds clients give up.") var patience = 3_600
  @Flag(help: "Leave out the run without Postern.") var guardedOnly = false

  func run() throws {
    let seed = seed ?? UInt64.random(in: 0..<1_000_000)
    say("seed \(seed): \(messages) messages, at least \(kills) kills, \(connections) clients")
    do {
      let guarded = try GuardedRun.run(
        messages: messages, kills: kills, episodes: episodes, connections: connections, seed: seed, patience: patience)
      say("with Postern:\n\(guarded.text)")
      var faults = guarded.ledger.faults
      if !guardedOnly {
        let bare = try BareRun.run(
          messages: messages, kills: guarded.tally.killsOfPostfix, connections: connections, seed: seed,
          patience: patience)
        say("without Postern:\n\(bare.text)")
        faults += bare.ledger.faults.map { "without Postern: \($0)" }
      }
      for fault in faults { say(fault) }
      say(faults.isEmpty ? "The ledger is in order." : "\(faults.count) faults; seed \(seed).")
      if !faults.isEmpty { throw ExitCode.failure }
    } catch let error as ExitCode {
      throw error
    } catch {
      say("the run broke off: \(error)\nseed \(seed)")
      throw ExitCode.failure
    }
  }
}
