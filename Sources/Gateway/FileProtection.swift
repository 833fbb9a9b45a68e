public import Configuration
import Inspection
public import Protection
import Spool

/// `postern protect`: a file or message through the same workers as mail, and back under a password.
public final class FileProtection: Sendable {
  private let pool: InspectorPool
  private let words: WordList
  /// Nobody waits at the other end of a connection here.
  private static let milliseconds = 300_000

  /// - Parameters:
  ///   - settings: nil for what holds without a configuration.
  ///   - file: the configuration's path, for errors.
  /// - Throws: `ConfigurationError`, or the reason why the workers cannot be started.
  public init(_ settings: Settings?, file: String) throws {
    let rules = try FileReading.rules(settings, file: file)
    words = try WordList.load(folder: rules, orElse: Programs.shippedRules)
    pool = try FileReading.pool(settings, rules: rules)
  }

  /// Ends the workers.
  public func close() { pool.close() }

  /// A new password.
  /// - Parameter count: words in it, at least as many as make it safe; nil for just these.
  public func password(words count: Int? = nil) -> Password { words.password(words: count) }

  /// Locks one file, or a message's parts where `isMessage` says so.
  /// - Returns: what became of each part, and the bytes.
  /// - Throws: `ProtectionFailure`, or why no worker has read it, in words.
  public func protect(path: String, isMessage: Bool, _ order: ProtectionOrder) throws -> (
    parts: [ProtectedPart], bytes: [UInt8]
  ) {
    let file = try MemoryFile(contentsOf: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let request = ProtectionRequest(isMessage ? .message(file) : .file(file, name: name), order)
    switch try pool.protect(request, milliseconds: Self.milliseconds) {
    case .refused(let failure): throw failure
    case .protected(let content): return (content.parts, try content.file.withBytes { Array($0) })
    }
  }
}
