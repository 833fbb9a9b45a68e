/// What a check of the audit trail found.
public struct AuditFault: Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// The line is not what was written; numbers from 1.
    case changed(line: Int64)
    /// Lines are missing before this one.
    case gap(before: Int64)
    /// The chain ends here, before the line that its head or an anchor names.
    case cutOff(after: Int64)
    /// The head is missing, or was not signed by us.
    case headForged
    /// The line is not the one that was anchored outside: the chain was written anew from there or before.
    case rewritten(line: Int64)
    /// The anchor was not signed by us.
    case anchorForged(line: Int64)
  }

  /// Whose chain.
  public var writer: String
  public var kind: Kind

  public init(_ writer: String, _ kind: Kind) {
    self.writer = writer
    self.kind = kind
  }

  public var description: String {
    let chain = "the audit chain of \(writer)"
    return switch kind {
    case .changed(let line): "line \(line) of \(chain) was changed"
    case .gap(let line): "lines of \(chain) are missing before line \(line)"
    case .cutOff(let line): "\(chain) was cut off after line \(line)"
    case .headForged: "the head of \(chain) is missing or was not signed with our key"
    case .rewritten(let line): "line \(line) of \(chain) is not the one that was anchored: it was written anew"
    case .anchorForged(let line): "an anchor of line \(line) of \(chain) was not signed with our key"
    }
  }
}
