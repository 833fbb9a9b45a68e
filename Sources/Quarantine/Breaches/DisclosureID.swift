/// The reference of a disclosure: "D-H7K2-9QXD". It says nothing of it.
public struct DisclosureID: Hashable, Sendable, CustomStringConvertible {
  private let number: HeldID

  /// Reads a reference as people type it, with or without "D-". Nil when it cannot be one.
  public init?(_ text: String) {
    let rest = text.uppercased().hasPrefix("D-") ? String(text.dropFirst(2)) : text
    guard let number = HeldID(rest) else { return nil }
    self.number = number
  }

  private init(_ number: HeldID) { self.number = number }

  static func random() -> DisclosureID { DisclosureID(HeldID.random()) }

  public var description: String { "D-\(number)" }
}
