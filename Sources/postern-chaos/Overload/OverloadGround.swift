import Foundation
import PosternKit

/// A private mail system with Postern in it whose mail ends nowhere, and what is measured on it.
final class OverloadGround {
  let site: Site
  let size: OverloadSize
  /// Memory of all processes before anything has come, in bytes.
  private(set) var atRest = 0
  private let school: TemporaryFolder
  static let workers = 2
  /// `limits: {inspection_milliseconds: …}`.
  static let budget = 5_000

  init(_ size: OverloadSize) throws {
    self.size = size
    school = try TemporaryFolder("postern-overload")
    try ChaosSchool.write(to: school, state: "state", limits: "workers: \(Self.workers), mail_memory: \(size.memory)")
    let programs = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
    site = try Site(
      programs: programs, school: school.path,
      postfix: [
        "default_transport = discard:", "relayhost =", "smtpd_client_connection_count_limit = 0",
        "default_process_limit = \(size.connections + 100)", "smtpd_timeout = 1200s",
      ])
    // Libraries and caches have seen what they will see again.
    for number in 0..<100 {
      _ = try SMTPClient.send(
        message: Letter.bytes("warm-\(number)"), from: Letter.sender, to: [Letter.recipient], port: site.postfix.port)
    }
    atRest = memory
  }

  func stop() { site.stop() }

  /// The socket of the filter.
  var socket: String { site.folder.file("milter.sock") }

  /// Of all of Postern's processes, in bytes: memory files that a process has mapped are counted twice.
  var memory: Int {
    let family = ProcessFamily(of: [site.filterProcess])
    return family.proportionalSet + family.memoryFiles
  }

  /// How often the filter has said something so far.
  func count(of words: String) -> Int { site.log.components(separatedBy: words).count - 1 }

  /// What may be in use at the most, in bytes: mail under way, one message beyond that, what libmilter and Postern keep for
  /// a connection, and what workers and the background take for what they read.
  var bound: Int {
    let reading = (Self.workers + 2) * max(32 << 20, 2 * size.largeBytes)
    return atRest + size.memory + size.largeBytes + size.connections * (256 << 10) + reading
  }

  /// Runs a scenario while memory is watched and ordinary mail goes on.
  func watched(_ run: () throws -> Outcome) throws -> Outcome {
    let watch = MemoryWatch(site.filterProcess)
    let ordinary = OrdinaryMail(port: site.postfix.port)
    let began = ContinuousClock.now
    var outcome: Outcome
    do {
      outcome = try run()
    } catch {
      _ = ordinary.stop()
      _ = watch.stop()
      throw error
    }
    let course = ordinary.stop()
    let peak = watch.stop()
    outcome.lines.append("ordinary mail beside it: \(course.text)")
    if course.waits.isEmpty { outcome.faults.append("no ordinary mail was taken") }
    if let failure = course.failures.first {
      outcome.faults.append("\(course.failures.count) ordinary messages were not taken: \(failure)")
    }
    outcome.lines.append(
      "memory: \(Self.mebibytes(peak)) at the most, of \(Self.mebibytes(bound)) that are allowed; "
        + "\((ContinuousClock.now - began).components.seconds) s")
    if peak > bound { outcome.faults.append("memory rose to \(Self.mebibytes(peak))") }
    // What is pending is read in the background, and takes memory for that.
    let waited = try secondsUntilNothingIsPending()
    if waited > 0 { outcome.lines.append("nothing was pending any more \(waited) s later") }
    let back = secondsUntilGivenBack()
    outcome.lines.append(back.map { "given back within \($0) s" } ?? "not given back: \(Self.mebibytes(memory))")
    if back == nil { outcome.faults.append("memory is not given back within \(Self.patience) s") }
    return outcome
  }

  /// Within so many seconds all but a tenth more than at rest is given back; what was once in use by the filter's own heap
  /// stays with it.
  private static let patience = 30

  private func secondsUntilNothingIsPending() throws -> Int {
    var seconds = 0
    while try pending() > 0, seconds < 600 {
      sleep(1)
      seconds += 1
    }
    return seconds
  }

  private func secondsUntilGivenBack() -> Int? {
    for second in 0...Self.patience {
      if memory < atRest + atRest / 10 + (96 << 20) { return second }
      sleep(1)
    }
    return nil
  }

  static func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }
}

/// What a scenario has shown.
struct Outcome {
  var lines: [String] = []
  /// What should not have been.
  var faults: [String] = []

  mutating func expect(_ holds: Bool, _ fault: @autoclosure () -> String) { if !holds { faults.append(fault()) } }
}
