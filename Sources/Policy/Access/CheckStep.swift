/// Who is asked to check the addresses of a held message, in this order: the next where those before have not answered.
public enum CheckStep: String, CaseIterable, Codable, Sendable, Hashable {
  case checkers, deputies, officers

  /// Nil after the last.
  public var next: CheckStep? {
    switch self {
    case .checkers: .deputies
    case .deputies: .officers
    case .officers: nil
    }
  }
}
