import Configuration
import Foundation
import Gateway
import Hummingbird
import Insight
import Synchronization

/// How the filter and all around it do, in plain words, with what to do about what is wrong.
struct HealthPage: Sendable {
  let ground: Ground
  private let last = Last()

  init(ground: Ground) { self.ground = ground }

  /// What Postfix last said: asking it takes a moment.
  private final class Last: Sendable {
    let postfix = Mutex<(at: Int64, found: [Diagnosis])?>(nil)
  }

  private static let freshness: Int64 = 15

  private struct Values {
    var isWell: Bool
    var problems: Int
    var isOne: Bool
    var rows: [Row]
    var seen: String
  }

  private struct Row {
    var name: String
    var words: String
    var remedy: String?
    var tag: String
    var isGrave: Bool
  }

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("health") { _, context in try await show(context) }
  }

  func show(_ context: ConsoleContext) async throws -> Response {
    guard try ground.rights(context).isNamed else {
      throw ConsoleError.notYours("This page is for those who are named as officers.")
    }
    let (state, found) = try await work { self.look() }
    let problems = found.count { $0.status != .ok }
    let values = Values(
      isWell: problems == 0, problems: problems, isOne: problems == 1,
      rows: (found.filter { $0.status == .fail } + found.filter { $0.status == .warn }
        + found.filter { $0.status == .ok })
        .map { row($0) },
      seen: state.map { BritishDate.ago($0.writtenAt, now: ground.now()) } ?? "never")
    return ground.views.page("health/health", values, title: "Health", context)
  }

  private func look() -> (FilterState?, [Diagnosis]) {
    let state = FilterState.read(from: ground.settings.state)
    return (state, Doctor.glance(ground.settings, ground.store, state, postfix: postfix()))
  }

  private func postfix() -> [Diagnosis] {
    let now = ground.now()
    if let known = last.postfix.withLock({ $0 }), (known.at...known.at + Self.freshness).contains(now) {
      return known.found
    }
    let found = Doctor.glanceAtPostfix(ground.settings)
    last.postfix.withLock { $0 = (now, found) }
    return found
  }

  private func row(_ diagnosis: Diagnosis) -> Row {
    let tag =
      switch diagnosis.status {
      case .ok: "All right"
      case .warn: "Look at this"
      case .fail: "Mend this now"
      }
    return Row(
      name: Self.names[diagnosis.check] ?? diagnosis.check.prefix(1).uppercased() + diagnosis.check.dropFirst(),
      words: diagnosis.message, remedy: diagnosis.remedy, tag: tag, isGrave: diagnosis.status == .fail)
  }

  private static let names = [
    "filter": "The filter", "workers": "Workers, which read mail", "queue": "What waits", "rules": "Rules",
    "records": "The school’s records", "directory": "The directory", "state": "The store’s folder", "keys": "Keys",
    "space": "Disk space", "encryption": "Disk encryption", "swap": "Swap", "postfix": "Postfix",
    "milters": "Postfix asks Postern", "reinjection": "What Postern sends", "tls": "TLS", "log": "Postfix’s log",
    "internal mail": "Mail within the school", "bypass": "Emergency switch", "store": "The store",
  ]
}
