/// A time in which mail is inspected and judged as ever, and goes as it came: the switch for an emergency. One person asks
/// for it, another confirms it, and it ends by itself.
public struct Bypass: Hashable, Sendable {
  /// Why it is not on any more, or never was.
  public enum Ending: String, Codable, CaseIterable, Sendable, Hashable {
    case byHand = "ended by hand"
    case timeIsUp = "its time was up"
    /// It was asked for, and taken back before it began.
    case withdrawn
    /// Nobody confirmed it in time.
    case lapsed = "nobody confirmed it"
    /// The machine's clock was set, so that nobody can tell how long it has been on.
    case clockMoved = "the clock was set"
    case machineRestarted = "the machine was started anew"
    case filterRestarted = "the filter was started anew"
    case damaged = "what was stored of it is damaged"

    /// In words that go on in a sentence.
    public var words: String { self == .withdrawn ? "it was taken back" : rawValue }
  }

  public enum State: Hashable, Sendable {
    /// It waits for a second person.
    case asked
    case on
    case over(Ending)
  }

  /// From 1, in the order in which they were asked for.
  public let number: Int64
  var record: BypassRecord
  /// Messages that went by while it was on.
  public var passed: Int
  /// Those of them that the rules would have stopped.
  public var stopped: Int

  public var askedBy: String { record.askedBy }
  public var reason: String { record.reason }
  /// How long it is to be on.
  public var minutes: Int { record.minutes }
  /// Unix time in seconds, as all times here.
  public var askedAt: Int64 { record.asked.time }
  public var confirmedBy: String? { record.confirmedBy }
  public var begunAt: Int64? { record.begun?.time }
  /// When it ends by itself; nil before it has begun.
  public var until: Int64? { record.begun.map { $0.time + Int64(minutes) * 60 } }
  /// When it lapses, if nobody confirms it.
  public var confirmableUntil: Int64 { askedAt + Self.patience }
  public var endedAt: Int64? { record.endedAt }
  /// Who ended it; nil where it ended by itself.
  public var endedBy: String? { record.endedBy }
  public var ending: Ending? { record.ending }

  /// The longest that one may be on, in minutes.
  public static let longest = 240
  /// How long one that was asked for waits for its second person, in seconds.
  public static let patience: Int64 = 900
  /// By so many seconds the two clocks may differ: more than a clock that is being disciplined (RFC 5905) ever drifts
  /// within four hours.
  private static let tolerance: Int64 = 60

  /// What it is at a moment. In doubt it is not on.
  public func state(at now: MachineMoment) -> State {
    if let ending = record.ending { return .over(ending) }
    let since = record.begun ?? record.asked
    guard !since.boot.isEmpty, since.boot == now.boot else { return .over(.machineRestarted) }
    let run = now.uptime - since.uptime
    let shown = now.time - since.time
    guard run >= 0, shown >= -Self.tolerance, abs(shown - run) <= Self.tolerance else { return .over(.clockMoved) }
    let most = record.begun == nil ? Self.patience : Int64(minutes) * 60
    guard run < most, shown < most else { return .over(record.begun == nil ? .lapsed : .timeIsUp) }
    return record.begun == nil ? .asked : .on
  }
}

/// What is sealed of one.
struct BypassRecord: Hashable, Sendable, Codable {
  var askedBy: String
  var reason: String
  var minutes: Int
  var asked: MachineMoment
  var confirmedBy: String?
  var begun: MachineMoment?
  var ending: Bypass.Ending?
  var endedBy: String?
  var endedAt: Int64?
}
