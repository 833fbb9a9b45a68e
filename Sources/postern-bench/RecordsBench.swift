import Foundation
import Glibc
import PosternKit
import Spool
import Synchronization

/// What an import of the school's records costs: the time of the first one and of one in which a few rows change, the time
/// until a running filter has taken it up, and how long its clients wait meanwhile.
struct RecordsBench {
  private let first: Double
  private let second: Double
  private let taken: Double
  private let quiet: [Double]
  private let meanwhile: [Double]
  private let people: Int

  var summary: String {
    String(
      format: """
        importing %d people (target 20 s): %.1f s, the next night %.1f s; in force in the running filter %.1f s later
        clients meanwhile, one at a time (p50, longest): %.1f ms, %.0f ms; before it %.1f ms, %.0f ms
        """, people, first, second, taken, Self.middle(meanwhile), meanwhile.max() ?? 0, Self.middle(quiet),
      quiet.max() ?? 0)
  }

  init(people: Int) throws {
    self.people = people
    let school = try TemporaryFolder("postern-bench-records")
    _ = try LargeSchool.write(people: people, to: school)
    try school.write(
      "postern.yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example]}
        people: {pupils: pupils.csv}
        keys: keys
        state: state

        """)
    let site = try Site(
      programs: (CommandLine.arguments[0] as NSString).deletingLastPathComponent, school: school.path)
    defer { site.stop() }
    first = try Self.importAll(site)
    try Self.wait(until: 1, site)
    let path = site.folder.file("pupils.csv")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacingOccurrences(of: ",7A,7,", with: ",7B,7,").write(toFile: path, atomically: true, encoding: .utf8)

    let client = Client(site.postfix.port)
    sleep(5)
    quiet = client.times
    second = try Self.importAll(site)
    let began = ContinuousClock.now
    try Self.wait(until: 2, site)
    taken = (ContinuousClock.now - began) / .seconds(1)
    meanwhile = Array(client.stop().dropFirst(quiet.count))
  }

  private static func importAll(_ site: Site) throws -> Double {
    let began = ContinuousClock.now
    let result = try site.run(["people", "import"])
    guard result.status == 0 else { throw BenchError(description: result.errors) }
    return (ContinuousClock.now - began) / .seconds(1)
  }

  private static func wait(until count: Int, _ site: Site) throws {
    for _ in 0..<6_000 {
      if site.log.components(separatedBy: "rules and people are read anew").count > count { return }
      usleep(20_000)
    }
    throw BenchError(description: "the filter does not take up the records:\n\(site.log)")
  }

  private static func middle(_ times: [Double]) -> Double { times.isEmpty ? 0 : times.sorted()[times.count / 2] }

  /// Sends one message after another until told to stop.
  private final class Client: Sendable {
    private let state = Mutex((times: [Double](), isStopped: false, isDone: false))

    init(_ port: UInt16) {
      Thread.detachNewThread { [self] in
        var number = 0
        while !state.withLock({ $0.isStopped }) {
          number += 1
          let time = Self.send(number, port)
          state.withLock { $0.times.append(time) }
        }
        state.withLock { $0.isDone = true }
      }
    }

    var times: [Double] { state.withLock { $0.times } }

    func stop() -> [Double] {
      state.withLock { $0.isStopped = true }
      while !state.withLock({ $0.isDone }) { usleep(5_000) }
      return times
    }

    /// - Returns: milliseconds from connecting to the reply; infinity when it was not taken.
    private static func send(_ number: Int, _ port: UInt16) -> Double {
      let began = ContinuousClock.now
      do {
        let client = try SMTPClient(port: port)
        defer { client.quit() }
        try client.hello()
        let reply = try client.send(
          SampleMail(size: 4_096).message(number),
          envelope: Envelope(
            sender: Envelope.Path(address: "teacher@oakfield.example"),
            recipients: [Envelope.Path(address: "someone@elsewhere.example")]))
        guard reply.isPositive else { return .infinity }
      } catch { return .infinity }
      return (ContinuousClock.now - began) / .milliseconds(1)
    }
  }
}
