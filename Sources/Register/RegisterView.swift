public import Configuration
public import Policy
public import Quarantine

/// A record of the register as one reader may see it: what the command line, the console and the exports show alike.
public struct RegisterView: Sendable {
  public struct Row: Hashable, Sendable {
    public var name: String
    public var value: String
  }

  /// One thing that was done, in words.
  public struct Step: Hashable, Sendable {
    /// Unix time in seconds.
    public var time: Int64
    public var by: String
    /// "Corrected: What happened".
    public var what: String
    /// The note, or why.
    public var text: String
    /// Each field that was changed, with what stood there before and stands there since.
    public var changes: [Change]
  }

  public struct Change: Hashable, Sendable {
    public var field: BreachField
    /// Empty where nothing stood there.
    public var old: String
    public var new: String
  }

  public let breach: Breach
  public let sight: RegisterAccess.Sight
  let times: BritishTime

  /// - Parameter sight: `.whole` for the system's own use; nothing is shown at `.nothing`.
  public init(_ breach: Breach, _ sight: RegisterAccess.Sight = .whole, times: BritishTime = BritishTime()) {
    self.breach = breach
    self.sight = sight
    self.times = times
  }

  /// "Open, 30 hours left", "Open, 5 hours over the 72", "Closed on 26 November 2026".
  public func state(at time: Int64) -> String {
    if let closed = breach.closedAt { return breach.isNearMiss ? "Near miss" : "Closed on \(times.date(closed))" }
    guard let clock = breach.clock else { return "Open, no clock running" }
    let left = clock.left(at: time)
    if left > 0 { return "Open, \(left) \(left == 1 ? "hour" : "hours") left of 72" }
    return "Open, the 72 hours ended \(-left) \(left == -1 ? "hour" : "hours") ago"
  }

  /// Of a field; empty where nothing stands there, or may be seen.
  public func value(_ field: BreachField) -> String {
    guard sight >= .register else { return "" }
    if field == .peopleCount { return breach.account.peopleCount.map { "\($0)" } ?? "" }
    return breach.account[field].map { field.words($0, sight: sight, times: times) } ?? ""
  }

  /// All that there is to see, under its headings.
  public func rows(at time: Int64) -> [Row] {
    guard sight > .nothing else { return [] }
    let record = breach.record
    var rows = [
      Row("Reference", "\(breach.id)"), Row("State", state(at: time)), Row("Opened", times.words(breach.openedAt)),
      Row("Because", record.cause.words), Row("Reported by", record.reportedBy),
    ]
    if sight == .receipt {
      // Who reported it sees that it was taken up; the rest is others' work.
      return (rows + [Row("Subject", record.subject)]).filter { !$0.value.isEmpty }
    }
    rows += [
      Row("Held message", record.held.map { "\($0)" }), Row("It ended", record.nearMiss?.rawValue),
      Row("Rules", record.rules?.joined(separator: ", ")),
    ]
    if sight == .whole { rows += [Row("Sender", record.sender), Row("Subject", record.subject)] }
    let count = record.recipients
    rows.append(Row("Went to", count == 0 ? nil : count == 1 ? "1 recipient" : "\(count) recipients"))
    rows.append(Row("Queue id", record.queueID))
    rows += earlier
    rows += BreachField.allCases.map { Row($0.title, value($0)) }
    rows.append(Row("Risk", breach.account.risk?.title))
    return rows.filter { !$0.value.isEmpty }
  }

  private var earlier: [Row] {
    guard breach.record.cause == .retraction else { return [] }
    guard let earlier = breach.record.earlier else { return [Row("Earlier", "no message of this sender fits")] }
    return [
      Row("Earlier", "\(times.words(earlier.time)), to \(earlier.recipients) recipients, with \(earlier.files) files"),
      Row("Told by", earlier.isAnswered ? "the later message answers it" : "its recipients"),
      Row("Its queue id", earlier.queueID),
    ]
  }

  /// What was done, the oldest first.
  public var history: [Step] {
    guard sight >= .register else { return [] }
    return breach.record.notes.map { Step(time: $0.time, by: $0.by, what: "Note", text: $0.text, changes: []) }
      + breach.entries.map { entry in
        let fields = entry.changes.map(\.field.title).joined(separator: "; ")
        return Step(
          time: entry.time, by: entry.by,
          what: entry.act.title + (fields.isEmpty || entry.act == .assessed ? "" : ": \(fields)"), text: entry.text,
          changes: entry.changes.map { change in
            Change(
              field: change.field,
              old: change.old.map { change.field.words($0, sight: sight, times: times) } ?? "",
              new: change.new.map { change.field.words($0, sight: sight, times: times) } ?? "")
          })
      }
  }
}

extension RegisterView.Row {
  fileprivate init(_ name: String, _ value: String?) { self.init(name: name, value: value ?? "") }
}

extension BreachEntry.Act {
  /// What the history calls it.
  public var title: String {
    switch self {
    case .noted: "Note"
    case .corrected: "Corrected"
    case .assessed: "Risk assessed"
    case .decided: "Decided"
    case .closed: "Closed"
    }
  }
}
