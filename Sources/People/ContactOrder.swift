/// That an adult must have no contact with a pupil, entered by hand, so that it holds before the school's system says so.
public struct ContactOrder: Codable, Hashable, Sendable {
  /// Tells it from others: for taking it back.
  public var id: String
  /// The pupil: by UPN, and by name and date of birth where the records have none.
  public var upn: String
  public var pupilName: String
  public var dateOfBirth: String
  /// The adult; name or address may be empty.
  public var contactName: String
  public var email: String
  /// The last day on which it holds, as ISO 8601; empty for one that does not end.
  public var until: String
  /// Unix time in seconds.
  public var enteredAt: Int64

  public init(
    id: String, upn: String, pupilName: String, dateOfBirth: String, contactName: String, email: String,
    until: String = "", enteredAt: Int64
  ) {
    self.id = id
    self.upn = upn
    self.pupilName = pupilName
    self.dateOfBirth = dateOfBirth
    self.contactName = contactName
    self.email = email
    self.until = until
    self.enteredAt = enteredAt
  }
}
