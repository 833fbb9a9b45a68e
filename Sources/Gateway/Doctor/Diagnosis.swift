/// What one look at the installation has found.
public struct Diagnosis: Encodable, Hashable, Sendable {
  public enum Status: String, Encodable, Sendable, Hashable, CaseIterable {
    case ok
    /// Mail is safe, and somebody should look all the same.
    case warn
    /// Mail waits, passes unseen, or may be read by others.
    case fail
  }

  /// What was looked at: "keys", "postfix".
  public var check: String
  public var status: Status
  public var message: String
  /// What to do about it; nil where nothing is wrong.
  public var remedy: String?

  public init(_ check: String, _ status: Status, _ message: String, remedy: String? = nil) {
    self.check = check
    self.status = status
    self.message = message
    self.remedy = remedy
  }

  /// Null rather than absent where there is nothing.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(check, forKey: .check)
    try object.encode(status, forKey: .status)
    try object.encode(message, forKey: .message)
    try object.encode(remedy, forKey: .remedy)
  }

  private enum CodingKeys: String, CodingKey { case check, status, message, remedy }
}
