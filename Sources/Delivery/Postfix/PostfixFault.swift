/// Something in Postfix's configuration that is not as Postern needs it.
public struct PostfixFault: Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public var message: String
  /// What to do about it.
  public var remedy: String

  public var description: String { "\(message): \(remedy)" }
}
