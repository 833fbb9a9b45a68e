import FoundationEssentials
import Glibc

extension PrivatePostfix {
  /// What waits in its queue now.
  public func queue() throws(KitError) -> [QueuedMessage] {
    let output = try command("/usr/sbin/postqueue", ["-c", configuration, "-j"])
    var found: [QueuedMessage] = []
    for line in output.split(separator: 0x0A) {
      guard let message = try? JSONDecoder().decode(QueuedMessage.self, from: Data(line)) else {
        throw .protocolViolation(String(decoding: line, as: UTF8.self))
      }
      found.append(message)
    }
    return found
  }

  /// Tries everything in its queue again, now.
  public func flush() throws(KitError) { _ = try command("/usr/sbin/postqueue", ["-c", configuration, "-f"]) }

  /// Throws away all that is in its queue.
  public func discardQueue() throws(KitError) {
    _ = try command("/usr/sbin/postsuper", ["-c", configuration, "-d", "ALL"])
  }

  /// Waits until nothing is in its queue.
  public func waitForEmptyQueue(milliseconds: Int = 20_000) throws(KitError) {
    var waited = 0
    while try !queue().isEmpty {
      guard waited < milliseconds else { throw .timeout(waitingFor: "empty queue", milliseconds: milliseconds) }
      usleep(50_000)
      waited += 50
    }
  }

  /// Gives a message to it as a local program does, by `sendmail`: no network, `non_smtpd_milters`.
  /// - Parameter message: with LF or CR LF line ends.
  public func pickup(message: [UInt8], from sender: String, to recipients: [String]) throws(KitError) {
    _ = try command("/usr/sbin/sendmail", ["-C", configuration, "-i", "-f", sender, "--"] + recipients, input: message)
  }

  private func command(_ program: String, _ arguments: [String], input: [UInt8] = []) throws(KitError) -> [UInt8] {
    let result = try ChildProcess.run(program, arguments, environment: ["MAIL_CONFIG": configuration], input: input)
    guard result.status == 0 else {
      throw .failed(
        program: program, status: result.status, output: String(decoding: result.output.suffix(500), as: UTF8.self))
    }
    return result.output
  }
}
