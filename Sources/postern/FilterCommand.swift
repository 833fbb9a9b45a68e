import ArgumentParser
import Configuration
import Foundation
import Gateway
import Logging

struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Runs the milter that Postfix asks about each message.",
    discussion: """
      Stays in the foreground, as systemd likes it. SIGHUP reads configuration, rules and people anew, and keeps the
      last good ones where they are wrong. SIGUSR2 is the hot restart, for a new version or settings: no client sees an
      error. SIGTERM stops after the messages in hand.

      In Postfix's main.cf:
        smtpd_milters = unix:/run/postern/milter.sock
        non_smtpd_milters = $smtpd_milters
        milter_default_action = tempfail
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Flag(name: .customLong("serve"), help: .private) var serve = false
  @Flag(name: .customLong("besides-another"), help: .private) var besidesAnother = false
  @Flag(name: .customLong("succeeds-another"), help: .private) var succeedsAnother = false
  @Flag(name: .customLong("inherits-lock"), help: .private) var inheritsLock = false

  func run() throws {
    let settings = try configuration.load()
    var logger = Logger(label: "postern", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = Logger.Level(rawValue: settings.log.rawValue) ?? .info
    let code =
      serve
      ? FilterService(
        settings: settings, file: configuration.file, isBesideAnother: besidesAnother, succeeds: succeedsAnother,
        inheritsLock: inheritsLock, logger: logger
      ).run()
      : Supervisor(
        executable: Programs.postern, inspector: Programs.inspector, configuration: configuration.file, logger: logger
      ).run()
    if code != 0 { throw ExitCode(code) }
  }
}
