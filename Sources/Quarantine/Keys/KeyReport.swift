/// What `postern keys check` finds.
public struct KeyReport: Hashable, Sendable {
  /// A file of the key folder.
  public struct File: Hashable, Sendable {
    public var name: String
    /// Permission bits.
    public var mode: UInt32
    /// The master key's id; nil for the database.
    public var keyID: String?
    /// The one that is sealed with from now on.
    public var isInUse: Bool
    /// Something is sealed with it, or is to be.
    public var isNeeded: Bool
  }

  public var files: [File]
  /// Wrapped keys of messages that open.
  public var opened: Int
  /// What is wrong, each with its remedy; empty when all is well.
  public var problems: [String]
  /// What is odd but harms nothing.
  public var remarks: [String]
}
