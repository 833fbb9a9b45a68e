/// One thing that was done in a breach record. Entries are added and never changed: a correction keeps what it corrects.
public struct BreachEntry: Hashable, Sendable, Codable {
  public enum Act: String, Codable, CaseIterable, Sendable, Hashable {
    case noted, corrected, assessed, decided, closed

    var audited: AuditAction {
      switch self {
      case .noted: .breachNoted
      case .corrected: .breachCorrected
      case .assessed: .breachAssessed
      case .decided: .breachDecided
      case .closed: .breachClosed
      }
    }
  }

  public struct Change: Hashable, Sendable, Codable {
    public var field: BreachField
    /// Nil where nothing stood there.
    public var old: String?
    /// Nil where it was emptied.
    public var new: String?
  }

  /// From 1, without gaps within its record.
  public var number: Int
  public var act: Act
  /// Unix time in seconds.
  public var time: Int64
  /// An address, or the name of a system account.
  public var by: String
  /// The note, or why.
  public var text: String
  public var changes: [Change]
}
