import Foundation
import Glibc

extension Site {
  /// Starts the console beside the filter, and waits until it answers.
  /// - Returns: its address, without a path.
  public func startConsole() throws -> String {
    let process = try startConsoleAtOnce()
    let path = folder.file("console.log")
    for _ in 0..<1_200 {
      let said = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      if said.contains("The console is at") { return "http://127.0.0.1:\(consolePort)" }
      guard process.isRunning else { throw SiteError(description: "the console did not start:\n\(said)") }
      usleep(25_000)
    }
    throw SiteError(description: "the console does not listen after 30 s")
  }

  /// Starts the console, and does not wait for it.
  @discardableResult
  public func startConsoleAtOnce() throws -> ChildProcess {
    let log = open(folder.file("console.log"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(log) }
    let process = try ChildProcess(
      postern, ["console", "--config", configuration], environment: temporaryFolders, output: log, ownSession: true)
    console = process
    consoleGuardian = try Guardian(removing: nil)
    consoleGuardian?.watch("\(process.identifier)")
    return process
  }

  /// Whether the console runs.
  public var isConsoleRunning: Bool { console?.isRunning ?? false }

  /// Ends the console.
  public func stopConsole() {
    console?.end()
    console = nil
    consoleGuardian?.watch("")
    consoleGuardian = nil
  }

  /// What the console has logged.
  public var consoleLog: String { (try? String(contentsOfFile: folder.file("console.log"), encoding: .utf8)) ?? "" }
}
