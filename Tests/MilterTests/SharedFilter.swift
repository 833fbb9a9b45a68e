import Foundation
import Logging
import Milter
import PosternKit
import Spool
import Synchronization

/// The one milter of the test process (libmilter has no more), a private Postfix before it, and a next hop behind.
///
/// Each test registers its own judge under a sender address; messages of other senders are not judged.
final class SharedFilter: Sendable {
  typealias Judge = @Sendable (Transaction, () -> Void) -> Reply

  static let shared = Result { try SharedFilter() }

  let folder: TemporaryFolder
  let nextHop: NextHop
  let server: MilterServer
  let bench: Bench
  let port: UInt16
  let reinjectionPort: UInt16
  private let postfix: Mutex<PrivatePostfix>

  private init() throws {
    folder = try TemporaryFolder("milter", mode: 0o711)
    nextHop = try NextHop()
    bench = Bench()
    server = MilterServer(
      socket: .unix(path: folder.file("milter")), mode: 0o666, implementation: testedImplementation, handler: bench,
      logger: quietLogger())
    serveOnThread(server)
    for _ in 0..<5_000 where !server.listens { usleep(1_000) }
    var settings = PostfixSettings(milters: [server.socket.postfixForm], nextHop: nextHop)
    settings.mainLines = ["smtp_line_length_limit = 0"]
    let started = try PrivatePostfix(settings)
    try started.start()
    port = started.port
    reinjectionPort = started.reinjectionPort
    postfix = Mutex(started)
    // The end of the process runs no deinit of statics; Postfix has a guard of its own.
    atexit {
      if let filter = try? SharedFilter.shared.get() { try? FileManager.default.removeItem(atPath: filter.folder.path) }
    }
  }

  func withPostfix<T: Sendable>(_ body: (PrivatePostfix) throws -> T) rethrows -> T {
    try postfix.withLock { try body($0) }
  }

  /// Accepts and keeps all mail from a sender.
  func keepAll(from sender: String) -> Kept {
    let kept = Kept()
    bench.judge(sender: sender) { transaction, _ in
      kept.keep(transaction)
      return .accept
    }
    return kept
  }
}
