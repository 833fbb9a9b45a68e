import Foundation
import PosternKit

/// One message takes as long as its budget allows, while others come at half of what can be borne.
struct SlowMessage: Scenario {
  let name = "slow-message"
  let told = "at half load, one message after another takes its whole budget; with and without it in turns"
  private static let turns = 8
  private static let seconds = 6.0
  private static let connections = 4

  func run(_ ground: OverloadGround) throws -> Outcome {
    var outcome = Outcome()
    let load = HalfLoad(ground.socket, connections: Self.connections)
    let full = load.run(seconds: 4, rate: nil)
    let rate = Double(full.waits.count) / 4 / 2
    outcome.expect(rate > 1, "nothing was taken")
    var without: [Duration] = []
    var with: [Duration] = []
    var failures = full.failures
    var slow: [Duration] = []
    for _ in 0..<Self.turns {
      let calm = load.run(seconds: Self.seconds, rate: rate)
      without += calm.waits
      let stopped = StoppedWorkers(ground.site.filterProcess, most: 1)
      // The worker that stands still is idle: whoever is given it first waits for all that it has.
      let busy = load.run(seconds: Self.seconds, rate: rate)
      stopped.letGo()
      let unlucky = busy.waits.filter { $0 > .milliseconds(OverloadGround.budget / 2 - 100) }
      slow += unlucky
      with += busy.waits.filter { $0 <= .milliseconds(OverloadGround.budget / 2 - 100) }
      failures += calm.failures + busy.failures
    }
    let calm = Waits(without)
    let busy = Waits(with)
    let ratio = busy.milliseconds(0.5) / calm.milliseconds(0.5)
    outcome.lines = [
      "half load: \(String(format: "%.0f", rate)) letters a second over \(Self.connections) connections",
      "without: \(without.count) letters, \(calm.text)",
      "with: \(with.count) letters, \(busy.text), and \(slow.count) that were given a worker that stands still; "
        + "p50 \(String(format: "%.2f", ratio)) times that without",
    ]
    outcome.expect(failures.isEmpty, "\(failures.count) were not taken: \(failures[0])")
    outcome.expect(!slow.isEmpty, "no message was slow")
    outcome.expect(ratio < 1.1, "others' p50 rose by more than a tenth")
    outcome.expect(busy.milliseconds(1) < 1_000, "somebody else waited longer than a second: \(busy.text)")
    return outcome
  }
}

/// Letters over some connections at a rate, straight to the filter.
struct HalfLoad {
  private let socket: String
  private let connections: Int

  init(_ socket: String, connections: Int) {
    self.socket = socket
    self.connections = connections
  }

  /// - Parameter rate: letters a second of all together; nil for as fast as they go.
  func run(seconds: Double, rate: Double?) -> OrdinaryMail.Course {
    let socket = socket
    let connections = connections
    let run = UInt32.random(in: 0..<1_000_000)
    let courses = AtOnce.run(connections) { number, meet -> OrdinaryMail.Course in
      var course = OrdinaryMail.Course()
      guard let peer = try? ProtocolPeer.begun(socket) else {
        course.note("it does not answer", .zero)
        return course
      }
      meet()
      let began = ContinuousClock.now
      var turn = 0
      while ContinuousClock.now - began < .seconds(seconds) {
        if let rate {
          let due = began + .seconds(Double(turn * connections + number) / rate)
          let pause = due - .now
          if pause > .zero { usleep(useconds_t(pause / .microseconds(1))) }
        }
        let sent = ContinuousClock.now
        let answer = peer.letter("load-\(run)-\(number)-\(turn)")
        course.note(answer == .accept || answer == .discard ? nil : "\(answer)", ContinuousClock.now - sent)
        turn += 1
      }
      return course
    }
    return courses.reduce(into: OrdinaryMail.Course()) {
      $0.waits += $1.waits
      $0.failures += $1.failures
    }
  }
}
