/// A message in Postfix's queue, as `postqueue -j` lists it.
public struct QueuedMessage: Hashable, Sendable, Decodable {
  /// A recipient that has not got it yet.
  public struct Recipient: Hashable, Sendable, Decodable {
    public var address: String
    /// Why it waits; nil if it has not been tried.
    public var reason: String?

    enum CodingKeys: String, CodingKey {
      case address
      case reason = "delay_reason"
    }
  }

  /// "incoming", "active", "deferred", "hold".
  public var queue: String
  public var identifier: String
  /// In bytes.
  public var size: Int
  public var sender: String
  public var recipients: [Recipient]

  enum CodingKeys: String, CodingKey {
    case queue = "queue_name"
    case identifier = "queue_id"
    case size = "message_size"
    case sender
    case recipients
  }
}
