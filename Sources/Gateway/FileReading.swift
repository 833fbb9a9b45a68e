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
    guard let rules = settings?.rules ?? Programs.shippedRules else {
      throw ConfigurationError(
        file: file, message: "the rules that ship are not beside the program: name a folder with 'rules:'")
    }
    var limits = settings?.limits ?? .standard
    limits.workers = 1
    let quiet = Logger(label: "postern.extract", factory: { _ in SwiftLogNoOpLogHandler() })
    pool = try InspectorPool(
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
