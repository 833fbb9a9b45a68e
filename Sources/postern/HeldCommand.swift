import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Glibc
import History
import Quarantine

struct HeldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "held", abstract: "Lists, shows, releases, returns and deletes held mail.",
    discussion: "Everything that is done here stands on the audit trail with the name of who did it.",
    subcommands: [
      List.self, Show.self, Check.self, Release.self, Password.self, Return.self, Delete.self, Settle.self, Keep.self,
      AtRisk.self,
    ],
    defaultSubcommand: List.self)
}

/// Who works on held mail, and on which configuration.
struct OfficerOptions: ParsableArguments {
  @OptionGroup var configuration: ConfigurationOption
  @Option(
    name: .customLong("by"),
    help:
      "Who you are: an officer's e-mail address. Mail that is about you, or to you, is then not shown (default: your login)."
  )
  var officer: String?

  /// The name for the audit trail.
  var actor: String {
    officer?.lowercased() ?? login
  }

  /// Who sits at the keyboard, as the system knows them.
  var login: String {
    let login = getpwuid(getuid()).flatMap { $0.pointee.pw_name.map { String(cString: $0) } }
    return ProcessInfo.processInfo.environment["SUDO_USER"] ?? login ?? "uid \(getuid())"
  }

  /// The address by which D17 hides; nil where no officer is named.
  var reader: String? { officer?.lowercased() }

  /// - Parameter create: makes the first key where there is none, as a filter that starts does.
  func store(_ settings: Settings, create: Bool = false) throws -> QuarantineStore {
    let keys = try orExit(ExitStatus.keys) { try settings.keyRing(create: create) }
    return try orExit(ExitStatus.unavailable) {
      try QuarantineStore.open(state: settings.state, keys: keys, as: .commandLine)
    }
  }
}

extension OfficerOptions {
  /// What is learned of a release; to be closed at the end.
  func history(_ settings: Settings) throws -> MailHistory {
    let keys = try orExit(ExitStatus.keys) { try settings.keyRing() }
    return try orExit(ExitStatus.unavailable) {
      try MailHistory(state: settings.state, key: HistoryKey.make(keys)) { say("postern: \($0)") }
    }
  }
}

/// The short name of a held message, as notices and lists write it.
struct ReferenceArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The reference, like H7K2-9QXD.", valueName: "reference"),
    transform: { text in
      guard let id = HeldID(text) else { throw ValidationError("'\(text)' is no reference: they look like H7K2-9QXD.") }
      return id
    })
  var id: HeldID
}
