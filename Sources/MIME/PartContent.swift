/// The bytes of one part, decoded when they are first asked for and then kept.
public final class PartContent {
  /// True for a multipart or an embedded message, which has parts instead of bytes.
  public let isContainer: Bool
  private let stored: [UInt8]

  init(isContainer: Bool, stored: [UInt8]) {
    self.isContainer = isContainer
    self.stored = stored
  }

  /// Size of the decoded bytes; decodes them.
  public var count: Int { stored.count }
  /// Runs `body` over the decoded bytes, without a copy. The pointer is valid for the call only.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try stored.withUnsafeBytes(body)
  }
  /// The decoded bytes in an array of their own, at most `limit` of them.
  public func bytes(limit: Int = .max) -> [UInt8] { withBytes { Array($0.prefix(max(0, limit))) } }
}
