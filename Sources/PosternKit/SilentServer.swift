import Glibc

/// A socket that takes connections and never says a word.
public final class SilentServer: Sendable {
  public let port: UInt16
  private let listener: Int32

  public init() throws(KitError) { (listener, port) = try Stream.listen(port: 0) }

  deinit { close(listener) }
}
