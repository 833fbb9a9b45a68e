public import Configuration
import Inspection
import Logging
import Spool

/// `postern extract`: files through the same workers as mail.
public final class FileReading: Sendable {
  private let pool: InspectorPool
  /// Nobody waits at the other end of a connection here.
  private static let milliseconds = 60_000

  /// - Parameters:
  ///   - settings: nil for what holds without a configuration.
  ///   - file: the configuration's path, for errors.
  /// - Throws: `ConfigurationError`, or the reason why the workers cannot be started.
  public init(_ settings: Settings?, file: String) throws {
    pool = try Self.pool(settings, rules: try Self.rules(settings, file: file))
  }

  /// The folder of rules.
  static func rules(_ settings: Settings?, file: String) throws(ConfigurationError) -> String {
    guard let rules = settings?.rules ?? Programs.shippedRules else {
      throw ConfigurationError(
        file: file, message: "the rules that ship are not beside the program: name a folder with 'rules:'")
    }
    return rules
  }

  /// One worker at a time, for a person who waits at a terminal.
  static func pool(_ settings: Settings?, rules: String) throws -> InspectorPool {
    var limits = settings?.limits ?? .standard
    limits.workers = 1
    let quiet = Logger(label: "postern.files", factory: { _ in SwiftLogNoOpLogHandler() })
    return try InspectorPool(
      source: DirectZygoteSource(executable: Programs.inspector),
      generation: InspectorGeneration(
        rulesFolder: rules, people: nil, patternCache: settings.map { $0.state + "/patterns" }),
      limits: limits, logger: quiet)
  }

  /// Ends the workers.
  public func close() { pool.close() }

  /// What Postern sees in one file; one that cannot be read has an answer, too.
  public func extract(path: String) -> ExtractAnswer {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    do {
      let file = try MemoryFile(contentsOf: path)
      return ExtractAnswer(file: path, try pool.extract(file, name: name, milliseconds: Self.milliseconds))
    } catch {
      return ExtractAnswer(file: path, failure: "\(error)")
    }
  }
}
