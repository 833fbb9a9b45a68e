/// A link before it is stored. The letter that carries its token is stored together with it (`OutgoingDraft.links`); from
/// then on the store knows the token's digest alone.
public struct LinkDraft: Hashable, Sendable {
  public let token: Token
  public let purpose: LinkPurpose
  /// Whose it is; lower case.
  public let person: String
  /// For how long it serves, in seconds.
  public let life: Int64

  public init(for person: String, to purpose: LinkPurpose, life: Int64) {
    token = .random()
    self.purpose = purpose
    self.person = person.lowercased()
    self.life = life
  }
}
