/// Why the keys cannot be used.
public struct KeyRingError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case missing
    case unreadable
    case wrongLength
    /// Others than the owner may read it.
    case tooOpen
    /// The folder lies inside the state folder (D22).
    case insideState
    case cannotCreate
  }

  public let kind: Kind
  /// The file or folder.
  public let path: String
  public let problem: String
  public let remedy: String

  init(_ kind: Kind, _ path: String, _ problem: String, remedy: String) {
    self.kind = kind
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  /// `PATH: what is wrong: what to do`.
  public var description: String { "\(path): \(problem): \(remedy)" }
}
