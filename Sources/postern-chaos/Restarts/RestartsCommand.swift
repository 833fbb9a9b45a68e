import ArgumentParser
import Foundation
import Glibc
import PosternKit

/// Replaces the filter again and again while mail comes in: nobody may notice.
struct RestartsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restarts",
    abstract: "Replaces the filter by hot restarts under load; no client may see anything but its answer.",
    discussion: """
      Numbered messages come in over a private Postfix while the supervisor is told to replace the filter (SIGUSR2), each
      time as soon as the last one has taken over. A 4xx, a reply that does not come, or a message that is lost or doubled
      is a fault. Where the restarts need more time, more messages come than were asked for. Needs root, as Postfix does.
      Exit 0 only if there is no fault.
      """)

  @Option(help: "Messages, at least.") var messages = 2_000
  @Option(help: "Restarts, at least.") var restarts = 20
  @Option(help: "Clients at once.") var connections = 8

  func run() throws {
    do {
      let began = ContinuousClock.now
      let (ground, site, state) = try Ground.guarded(
        programs: (CommandLine.arguments[0] as NSString).deletingLastPathComponent)
      defer { ground.stop() }
      let accounts = Accounts(count: messages)
      let clients = Clients(port: site.postfix.port, accounts: accounts, connections: connections)
      var told = 0
      var done = 0
      clients.wait {
        done = site.log.components(separatedBy: Self.handover).count - 1
        if done < restarts, accounts.count < Self.most * messages { accounts.keep(ahead: Self.stock) }
        if done == told, accounts.done < accounts.count, kill(site.filterProcess, SIGUSR2) == 0 { told += 1 }
        return false
      }
      let desk = try Desk(ground, site, state: state, generator: SeededGenerator(seed: 0))
      let ledger = GuardedRun.ledger(accounts, desk, ground) { _ in .none }
      let report = RunReport(ledger: ledger, tally: Tally(), accounts: accounts, began: began)
      say("\(done) hot restarts\n\(report.text)")
      var faults = ledger.faults
      for number in 0..<accounts.count {
        faults += accounts.told(number).filter { !$0.isFinal }.map { "\(number): its client was told \($0)" }
      }
      if done < restarts { faults.append("only \(done) restarts") }
      for fault in faults { say(fault) }
      say(faults.isEmpty ? "Nobody noticed." : "\(faults.count) faults.")
      if !faults.isEmpty { throw ExitCode.failure }
    } catch let error as ExitCode {
      throw error
    } catch {
      say("the run broke off: \(error)")
      throw ExitCode.failure
    }
  }

  /// More messages than come while nobody looks.
  private static let stock = 1_000
  /// So many times as many as were asked for come at the most: restarts that never end are a fault.
  private static let most = 20

  /// What the supervisor says when a new filter has taken over.
  private static let handover = "hot restart: the new filter"
}
