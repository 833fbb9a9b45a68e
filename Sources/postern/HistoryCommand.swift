import ArgumentParser
import Configuration
import Gateway
import History
import Policy
import Quarantine

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Shows and clears what is kept of whom the school has written to.",
    discussion: """
      The history holds keyed hashes of senders and recipients with counts and dates, so that a first message to an
      address can be told. It cannot be listed: whoever asks must know both addresses.
      """,
    subcommands: [Show.self, Clear.self], defaultSubcommand: Show.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says how much is kept, or whether one sender has written to one address, and when.")
    @OptionGroup var configuration: ConfigurationOption
    @Option(name: .long, help: "The sender's address.") var sender: String?
    @Option(name: .long, help: "The recipient's address.") var recipient: String?

    func validate() throws {
      guard (sender == nil) == (recipient == nil) else {
        throw ValidationError("Name both a sender and a recipient, or neither.")
      }
    }

    func run() throws {
      guard let desk = try HistoryCommand.desk(configuration.load()) else { return print("Nothing is kept.") }
      guard let sender, let recipient else {
        let kept = try orExit(ExitStatus.unavailable) { () throws(HistoryError) in try desk.summary() }
        guard kept.pairs > 0, let oldest = kept.oldest, let newest = kept.newest else {
          return print("Nothing is kept.")
        }
        print("\(kept.pairs) pairs of \(kept.senders) senders and \(kept.recipients) recipients,")
        return print("the least recently used of \(since(oldest)), the most recently used of \(since(newest)).")
      }
      let past = try orExit(ExitStatus.unavailable) { () throws(HistoryError) in
        try desk.past(of: Audience.comparable(sender), with: Correspondent(Audience.comparable(recipient)))
      }
      guard past.count > 0, let first = past.first, let last = past.last else {
        return print("Nothing is kept of this sender and this recipient.")
      }
      print(
        "\(past.count) \(past.count == 1 ? "message" : "messages"), the first \(since(first)), the last \(since(last))."
      )
    }
  }

  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forgets whom the school has written to, or whom one sender has.",
      discussion: """
        Files that are known as sent in error stay with --sender, because they are kept without a sender, and go when all
        is forgotten. The filter may run meanwhile. What it delivers from then on it learns anew.
        """)
    @OptionGroup var configuration: ConfigurationOption
    @Option(name: .long, help: "Of this sender alone.") var sender: String?

    func run() throws {
      let settings = try configuration.load()
      try settings.checkNoLegalHold()
      guard let desk = try HistoryCommand.desk(settings) else { return print("Nothing was kept.") }
      let count = try orExit(ExitStatus.unavailable) { () throws(HistoryError) in
        try desk.clear(sender: sender.map { Audience.comparable($0) })
      }
      print(count == 0 ? "No pair was kept." : "\(count) \(count == 1 ? "pair is" : "pairs are") forgotten.")
    }
  }

  /// Nil where no filter has begun a history here.
  private static func desk(_ settings: Settings) throws -> HistoryDesk? {
    let keys = try orExit(ExitStatus.keys) { () throws(KeyRingError) in try settings.keyRing() }
    guard let key = try orExit(ExitStatus.keys, { () throws(QuarantineError) in try HistoryKey.known(keys) }) else {
      return nil
    }
    do {
      return try HistoryDesk(state: settings.state, key: key)
    } catch {
      if error.kind == .none { return nil }
      say("postern: \(error)")
      throw ExitCode(ExitStatus.unavailable)
    }
  }
}
