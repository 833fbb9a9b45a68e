/// What can be told of a time: how much was held and what became of it, by which rule, and what went by itself. No total of
/// any sender is in it (D18).
public struct InsightReport: Hashable, Sendable {
  /// A part of what was counted.
  public struct Row: Hashable, Sendable {
    /// A word of the command contract, or a school's name.
    public var name: String
    public var figure: Figure
  }

  public struct WeekRow: Hashable, Sendable {
    public var week: Week
    public var held: Figure
    /// Addresses hidden, or copies for each family, without anybody having to do something.
    public var mendedOnTheWay: Figure
  }

  /// What a rule costs, and what it is good for.
  public struct RuleRow: Hashable, Sendable {
    public var rule: String
    public var held: Figure
    public var nearMisses: Figure
    public var falseAlarms: Figure
    /// Of all that was decided, in hundredths; nil where it is too few to tell.
    public var falseAlarmShare: Int?
    /// Nil where it is too few to tell.
    public var waits: Spans?
  }

  /// Unix time in seconds.
  public let since: Int64
  public let until: Int64
  /// All that was judged, but for what is about somebody's conduct.
  public var messages: Figure
  public var mendedOnTheWay: Figure
  public var held: Figure
  public var waiting: Figure
  /// Their senders looked, and said that they may go.
  public var releasedBySenders: Figure
  public var releasedByOfficers: Figure
  /// Held, and never sent: taken back, or left until they came back. Their senders wrote anew, or not at all.
  public var mendedBySenders: Figure
  public var stoppedByOfficers: Figure
  public var falseAlarms: Figure
  /// Held and never sent, and no false alarm.
  public var nearMisses: Figure
  /// Went by the emergency switch, and what the rules had stopped of it.
  public var bypassed: Figure
  public var bypassedStopped: Figure
  /// From the hold to the first deed; nil where it is too few to tell.
  public var waits: Spans?
  public var weeks: [WeekRow]
  /// The one that costs most time first.
  public var rules: [RuleRow]
  public var cabinets: [Row]
  /// Of what was held or mended.
  public var categories: [Row]
  /// Kinds of recipient of what was held or mended.
  public var audiences: [Row]
  /// Empty where there is one school alone.
  public var schools: [Row]
}
