/// What can stand on the audit trail.
public enum AuditAction: String, CaseIterable, Codable, Sendable, Hashable {
  case held
  case contentSeen = "content seen"
  case releaseBegun = "release begun"
  case released
  case failed
  case returnBegun = "return begun"
  case returned, deleted, reopened
}

/// One line of the audit trail, as an officer reads it.
public struct AuditLine: Hashable, Sendable {
  /// From 1, without gaps.
  public var number: Int64
  /// Unix time in seconds.
  public var time: Int64
  public var action: AuditAction
  public var held: HeldID?
  /// Nil once the personal part was erased.
  public var actor: String?
  public var reason: String?
}

/// What a check of the audit trail found.
public enum AuditFault: Hashable, Sendable, CustomStringConvertible {
  /// The line is not what was written; numbers from 1.
  case changed(line: Int64)
  /// Lines are missing before this one.
  case gap(before: Int64)
  /// The trail ends before the line that its sealed head names.
  case cutOff(after: Int64)
  /// The head is missing or was not sealed by us.
  case headForged

  public var description: String {
    switch self {
    case .changed(let line): "line \(line) of the audit trail was changed"
    case .gap(let line): "lines of the audit trail are missing before line \(line)"
    case .cutOff(let line): "the audit trail was cut off after line \(line)"
    case .headForged: "the head of the audit trail is missing or was not sealed with our key"
    }
  }
}
