/// An address that the school's records lack, in a message about one pupil: its sender may have checked that it is the
/// parent's (D16).
public struct ParentCheck: Hashable, Sendable, Codable {
  /// In the form in which addresses are compared.
  public var address: String
  /// What the pupil is known by over imports of the records.
  public var pupil: String
  /// For people.
  public var name: String

  public init(address: String, pupil: String, name: String) {
    self.address = address
    self.pupil = pupil
    self.name = name
  }
}
