/// One try to send a row of the outbox. The receipt milter knows it by its greeting. The number belongs to it because
/// Postfix may still be about to finish a transaction of an earlier try, whose process has died.
public struct OutgoingTry: Hashable, Sendable {
  public let id: OutgoingID
  /// From 1.
  public let number: Int

  /// RFC 2606 §2: a name that can never be anybody's host.
  private static let suffix = ".postern.invalid"

  init(_ id: OutgoingID, number: Int) {
    self.id = id
    self.number = number
  }

  /// Reads a HELO; nil for that of anybody else.
  public init?(helo: String) {
    guard helo.hasSuffix(Self.suffix) else { return nil }
    let words = helo.dropLast(Self.suffix.count).split(separator: "-", omittingEmptySubsequences: false)
    guard words.count == 2, let id = OutgoingID(String(words[0])), let number = Int(words[1]), number > 0 else {
      return nil
    }
    self.init(id, number: number)
  }

  /// By this name Postern greets Postfix.
  public var helo: String { "\(id)-\(number)\(Self.suffix)" }
}
