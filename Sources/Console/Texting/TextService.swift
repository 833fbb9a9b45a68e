import Configuration
import Logging
import Quarantine
import ServiceLifecycle
import Texting

/// Sends texts with passwords while the console serves. It is here, since this process reads no mail, and speaks HTTP anyway.
struct TextService: Service {
  private let round: TextRound
  private let logger: Logger
  /// So soon after the button a text goes.
  private static let period = Duration.seconds(2)

  /// Nil where the school has no gateway.
  init?(_ settings: Settings, store: QuarantineStore, logger: Logger) {
    guard let texts = settings.textMessages else { return nil }
    round = TextRound(texts, organisation: settings.organisation, store: store)
    self.logger = logger
  }

  func run() async throws {
    let logger = logger
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      do {
        try await round.run(
          while: { !Task.isShuttingDownGracefully },
          tell: { answer in
            if answer.outcome == .taken { return logger.info("a text message was taken by the gateway") }
            logger.warning(
              "a text message was not taken by the gateway",
              metadata: ["outcome": "\(answer.outcome.words)", "status": "\(answer.status.map { "\($0)" } ?? "none")"])
          })
      } catch {
        logger.error("text messages cannot be sent: \(error)")
      }
      // What is under way comes to its end; only the pause is cut short.
      try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.period) }
    }
  }
}

extension TextOutcome {
  /// For the log.
  fileprivate var words: String {
    switch self {
    case .taken: "taken"
    case .refused(let fault): "refused: \(fault.rawValue)"
    case .later(let fault): "later: \(fault.rawValue)"
    case .unknown(let fault): "uncertain: \(fault.rawValue)"
    }
  }
}
