import Configuration
import Delivery
import Foundation
import Logging

/// Looks at the start whether Postfix's configuration is as Postern needs it, and says in the log what is not. The filter
/// serves all the same: mail that waits for a remedy is better off than mail that nobody takes.
struct SetupCheck {
  private let settings: Settings
  private let logger: Logger

  init(_ settings: Settings, logger: Logger) {
    self.settings = settings
    self.logger = logger
  }

  /// On a thread of its own: no client waits for it.
  func start() {
    Thread.detachNewThread { [self] in
      do {
        let setup = try PostfixSetup.read(settings.reinject.postfix)
        for fault in setup.faults(settings) { logger.error("\(fault)") }
      } catch {
        logger.warning("Postfix's configuration cannot be looked at: \(error)")
      }
    }
  }
}

extension PostfixSetup {
  /// What is wrong with the services that take what Postern sends.
  func faults(_ settings: Settings) -> [PostfixFault] {
    faults(settings.reinject, milter: settings.listen.milter)
      + (settings.tls.map { faults($0, milter: settings.listen.milter) } ?? [])
  }
}
