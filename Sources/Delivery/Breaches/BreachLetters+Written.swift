import Configuration
public import Quarantine

/// Which letters were written about a record, and what has become of them.
extension BreachLetters {
  public struct Letter: Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
      case opened
      /// So many of the 72 hours had gone.
      case clock(hours: Int)

      /// Letters of one second stand in this order.
      var hours: Int {
        switch self {
        case .opened: 0
        case .clock(let hours): hours
        }
      }
    }

    public var reason: Reason
    public var to: String
    /// Unix time in seconds.
    public var writtenAt: Int64
    public var state: OutgoingState
  }

  /// Those that the outbox still knows of, the oldest first.
  public func written(about breach: Breach) throws(QuarantineError) -> [Letter] {
    let corrected = breach.entries.flatMap(\.changes).filter { $0.field == .known }.flatMap { [$0.old, $0.new] }
    let starts = Set((corrected + [breach.account[.known]]).compactMap { $0 }).compactMap { Int64($0) }
    var letters: [Letter] = []
    for officer in settings.allOfficers.everybody where !breach.isHidden(from: officer) {
      var purposes: [(Letter.Reason, String)] = [(.opened, Self.openingPurpose(breach.id, officer))]
      for start in starts {
        purposes += BreachClock.warnings.map {
          (.clock(hours: $0), Self.clockPurpose(breach.id, start, $0, officer))
        }
      }
      for (reason, purpose) in purposes {
        guard let found = try store.letter(for: purpose) else { continue }
        letters.append(Letter(reason: reason, to: officer, writtenAt: found.writtenAt, state: found.state))
      }
    }
    return letters.sorted { ($0.writtenAt, $0.to, $0.reason.hours) < ($1.writtenAt, $1.to, $1.reason.hours) }
  }

  static func openingPurpose(_ id: BreachID, _ officer: String) -> String { "breach \(id) \(officer)" }

  /// - Parameter start: of the clock: one that was corrected warns anew.
  static func clockPurpose(_ id: BreachID, _ start: Int64, _ hours: Int, _ officer: String) -> String {
    "breach clock \(id) \(start) \(hours) \(officer)"
  }
}
