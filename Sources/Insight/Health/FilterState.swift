import Foundation
import Glibc

/// What a running filter says of itself every few seconds, for the console: counts and times, and nothing of any message or
/// person. It lies in a file of the state folder, so that neither needs a socket of the other.
public struct FilterState: Codable, Hashable, Sendable {
  /// The processes that read mail.
  public struct Workers: Codable, Hashable, Sendable {
    /// As the configuration says.
    public var wanted = 0
    public var alive = 0
    public var idle = 0
    /// Messages that wait for one.
    public var waiting = 0
    /// Since the filter began, as the following.
    public var started = 0
    public var died = 0
    public var zygotes = 0
    public var outOfTime = 0
    /// By the call's name (D4).
    public var refusedCalls: [String: Int] = [:]

    public init() {}

    public var busy: Int { max(0, alive - idle) }
  }

  /// What there is to send.
  public struct Queue: Codable, Hashable, Sendable {
    public var count = 0
    /// Since when the oldest waits; Unix time in seconds, nil for none.
    public var oldest: Int64?

    public init(count: Int = 0, oldest: Int64? = nil) {
      self.count = count
      self.oldest = oldest
    }
  }

  public var process: Int32
  /// Unix time in seconds, as all times here.
  public var startedAt: Int64
  public var writtenAt: Int64
  /// See `Decision.ruleSetVersion`.
  public var ruleSet = ""
  public var rules = 0
  public var people = 0
  /// When the oldest of the records' files was written; 0 where nobody knows.
  public var recordsWrittenAt: Int64 = 0
  /// What is to be said of old records, and of an old directory; nil while they are fresh.
  public var recordsWarning: String?
  public var directoryWarning: String?
  /// When the directory answered last; nil for never, or for none.
  public var directoryReadAt: Int64?
  public var workers = Workers()
  /// What is read in the background (D5).
  public var pending = Queue()
  public var outbox = Queue()
  /// Inspections, with the decision on them.
  public var inspections = Histogram.inspections
  /// Word of `Action` → messages.
  public var actions: [String: Int] = [:]
  /// What Postfix was told → messages.
  public var replies: [String: Int] = [:]
  /// Messages that went by while the emergency switch was on.
  public var bypassed = 0
  public var bypassIsOn = false
  /// When retention last looked at what is old; nil before it has.
  public var caredAt: Int64?

  public init(process: Int32, startedAt: Int64, writtenAt: Int64) {
    self.process = process
    self.startedAt = startedAt
    self.writtenAt = writtenAt
  }
}

extension FilterState {
  private static func path(_ state: String) -> String { state + "/filter.json" }

  /// Replaces what was written before, at once and whole.
  /// - Parameter state: the state folder.
  /// - Throws: an error of Foundation.
  public func write(to state: String) throws {
    let path = Self.path(state)
    let beside = "\(path).\(process)"
    let file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    do {
      let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
      try handle.write(contentsOf: JSONEncoder().encode(self))
      try handle.close()
      guard rename(beside, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    } catch {
      unlink(beside)
      throw error
    }
  }

  /// What was written last; nil where nothing was, or it cannot be read.
  public static func read(from state: String) -> FilterState? {
    FileManager.default.contents(atPath: path(state)).flatMap { try? JSONDecoder().decode(FilterState.self, from: $0) }
  }

  /// A filter that has said nothing for so many seconds is not there.
  public static let patience: Int64 = 30

  /// Whether it was there within that time.
  public func isFresh(at time: Int64) -> Bool { abs(time - writtenAt) <= Self.patience }
}
