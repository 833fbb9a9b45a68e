/// What a rotation of the master key did.
public struct KeyRotation: Hashable, Sendable {
  /// Of the key in use now.
  public var keyID: String
  /// An earlier rotation, or a key that somebody put there, was followed; no new key was made.
  public var wasUnfinished: Bool
  /// Keys of messages, and secrets of the store.
  public var keys = 0
  /// Letters that wait to be sent.
  public var letters = 0
  /// Personal parts of the audit trail.
  public var auditLines = 0
  /// Key files that nothing needed any more.
  public var removed: [String] = []
  /// Such that could not be removed → why.
  public var left: [String: String] = [:]
}
