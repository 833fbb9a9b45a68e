/// What a held message waits for before it goes by itself.
public struct Waits: Hashable, Sendable, Codable {
  /// A colleague has to confirm the recipients' addresses.
  public var check: Bool
  /// So many seconds it waits for its sender to think again; nil for no such time.
  public var delay: Int?
  /// Who ends what else it is held for; nil where nothing else holds it, so that then it goes by itself.
  public var rest: Releaser?

  public init(check: Bool, delay: Int? = nil, rest: Releaser? = nil) {
    self.check = check
    self.delay = delay
    self.rest = rest
  }

  /// It goes by itself, and nobody is asked.
  public var isTimed: Bool { !check && rest == nil && delay != nil }

  /// Where a rule does not say how long, in seconds.
  static let usualDelay = 120
  /// In seconds. What is to wait for longer is held.
  public static let longestDelay = 900
}

extension Decision {
  /// What those wait for whose copies are held; nil where it is no more than that somebody ends their hold.
  ///
  /// A colleague's check stands in for what the sender alone would have had to confirm, since the stricter counts (D12). It
  /// does not for an officer, nor where it is open yet how the message is to be protected.
  /// - Parameter held: indexes into `recipients`.
  public func waits(for held: [Int]) -> Waits? {
    let requirements = held.reduce(into: Set<Requirement>()) { $0.formUnion(recipients[$1].requirements) }
    let check = requirements.contains(.check)
    guard check || requirements.contains(.delay) else { return nil }
    let stopping = matches.filter { match in
      match.mode == .enforce && !match.requirements.isDisjoint(with: Requirement.stopping)
        && match.recipients.contains(where: held.contains)
    }
    func strictest(_ requirements: Set<Requirement>) -> Releaser? {
      stopping.filter { !$0.requirements.isDisjoint(with: requirements) && !$0.requirements.contains(.check) }
        .map(\.releaser).max()
    }
    // Who would have been protected on the way and is held could not be.
    let isProtectionOpen = held.contains { index in
      recipients[index].isProtectedOnTheWay
        || (recipients[index].requirements.contains(.protect) && recipients[index].protection != .always)
    }
    var rest: Releaser?
    if stopping.contains(where: { $0.releaser == .officer }) {
      rest = .officer
    } else if isProtectionOpen {
      rest = strictest([.protect]) ?? .sender
    } else if !check {
      rest = strictest([.reject, .hold, .confirm])
    }
    return Waits(check: check, delay: held.compactMap { recipients[$0].delay }.max(), rest: rest)
  }
}
