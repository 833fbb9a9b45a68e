/// How old the copy of the directory is that lists are expanded by.
public struct DirectoryAge: Hashable, Sendable {
  /// When the directory answered last; Unix time in seconds, nil where it never did.
  public var readAt: Int64?
  /// When it was first asked for without an answer.
  public var startedAt: Int64
  public var staleHours: Int

  public init(readAt: Int64?, startedAt: Int64, staleHours: Int) {
    self.readAt = readAt
    self.startedAt = startedAt
    self.staleHours = staleHours
  }

  /// What the officers and the log are told of an old copy; nil while it is fresh.
  public func warning(at time: Int64) -> String? {
    let hours = max(0, time - (readAt ?? startedAt)) / 3_600
    guard hours >= staleHours else { return nil }
    let days = hours >= 48 ? "\(hours / 24) days" : "\(hours) hours"
    return readAt == nil
      ? "the school's directory has not answered since Postern was told of it \(days) ago: who is on its lists is not known"
      : "the school's directory has not answered for \(days): lists are expanded by the copy of that time"
  }
}
