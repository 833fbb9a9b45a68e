import Glibc
import PosternKit

/// Postfix's `smtp-sink`: a next hop that takes all mail and keeps none.
final class MailSink {
  let port: UInt16
  private let process: ChildProcess

  init() throws {
    port = try freePort()
    process = try ChildProcess("/usr/sbin/smtp-sink", ["-u", "postfix", "127.0.0.1:\(port)", "1024"])
    for _ in 0..<600 {
      if (try? SMTPClient(port: port, milliseconds: 1_000).quit()) != nil { return }
      guard process.isRunning else { throw BenchError(description: "smtp-sink ended at once") }
      usleep(20_000)
    }
    throw BenchError(description: "smtp-sink does not listen on port \(port)")
  }

  deinit { _ = process.end() }
}
