/// A check of a candidate's form beyond its pattern: a check digit, a range of dates, a list of prefixes.
/// Rule files name it under `validator:`.
public struct Validator: Sendable {
  /// As rule files write it: "nhs_modulus_11".
  public let name: String
  /// Takes the text as matched (UTF-8, compatibility forms such as full-width digits resolved, case as written) and
  /// returns the value to report, in the form of its standard (a date of birth as ISO 8601); nil when it is not valid.
  public let check: @Sendable (_ matched: [UInt8]) -> String?

  public init(name: String, check: @escaping @Sendable (_ matched: [UInt8]) -> String?) {
    self.name = name
    self.check = check
  }
}
