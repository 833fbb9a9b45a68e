import Foundation
import PosternKit

/// A private mail system with Postern and its console in it, whose mail ends nowhere.
final class SoakGround {
  private let site: Site
  private let mail: MixedMail
  private let console: UInt16
  /// For measuring the rate, in seconds.
  private static let calibration = 20

  /// - Parameters:
  ///   - programs: the folder of `postern` and `postern-inspector`.
  ///   - checkout: with the sample school and the documents of the tests.
  init(programs: String, checkout: String) throws {
    mail = try MixedMail(checkout: checkout)
    site = try Site(
      programs: programs, school: checkout + "/examples/oakfield",
      settings: "limits: {workers: 2}",
      postfix: ["default_transport = discard:", "relayhost =", "smtpd_client_connection_count_limit = 0"])
    guard let port = try site.startConsole().split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw SoakError(description: "the console told no port")
    }
    console = port
  }

  func stop() { site.stop() }

  /// Sends, and takes a sample now and then.
  /// - Parameters:
  ///   - rate: messages a second; nil for half of what can be borne.
  ///   - warmUp: seconds until libraries and caches have seen each kind of mail.
  func run(seconds: Int, every: Int, connections: Int, rate: Double?, warmUp: Int = 20) throws -> Course {
    var next = 0
    func send(_ seconds: Int, _ rate: Double?, during: (Senders) throws -> Void = { _ in }) throws -> Senders {
      let senders = Senders(port: site.postfix.port, mail: mail, connections: connections, rate: rate, first: next)
      defer {
        senders.stop()
        next = senders.next
      }
      if seconds > 0 { sleep(UInt32(seconds)) }
      try during(senders)
      return senders
    }
    _ = try send(warmUp, rate)
    let capacity = rate == nil ? Double(try send(Self.calibration, nil).count) / Double(Self.calibration) : nil
    guard let wanted = rate ?? capacity.map({ $0 / 2 }), wanted > 0 else {
      throw SoakError(description: "nothing was taken:\n\(site.log.suffix(2_000))")
    }
    // At once, into a file too.
    let words = "half load: \(String(format: "%.1f", wanted)) messages a second, for \(seconds) seconds\n"
    FileHandle.standardOutput.write(Data(words.utf8))
    var samples: [Sample] = []
    let senders = try send(0, wanted) { senders in
      let began = ContinuousClock.now
      var number = 0
      while true {
        samples.append(try sample((ContinuousClock.now - began) / .seconds(1), senders.count))
        number += 1
        guard number * every <= seconds else { return }
        while ContinuousClock.now < began + .seconds(number * every) { usleep(50_000) }
      }
    }
    let failed = senders.failed
    return Course(
      samples: samples, capacity: capacity, rate: wanted, failures: failed.count, firstFailure: failed.first)
  }

  private func sample(_ second: Double, _ messages: Int) throws -> Sample {
    guard site.isFilterRunning else { throw SoakError(description: "Postern has ended:\n\(site.log.suffix(2_000))") }
    // The console is at work, too.
    _ = try WebClient(port: console).get("/sign-in")
    let roots = [site.filterProcess, site.consoleProcess].compactMap { $0 }
    let family = ProcessFamily(of: roots)
    let mebibyte = 1_048_576.0
    return Sample(
      second: second, memory: Double(family.proportionalSet) / mebibyte,
      memoryFiles: Double(family.memoryFiles) / mebibyte, descriptors: Double(family.descriptors),
      processes: family.members.count, messages: messages)
  }
}
