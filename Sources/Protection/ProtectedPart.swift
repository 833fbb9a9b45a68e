public import Extraction

/// What became of one part that was asked for.
public struct ProtectedPart: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    /// The same document, which opens with the password alone: [MS-OFFCRYPTO] agile encryption.
    case office
    /// The same document, which opens with the password alone: PDF's AES-256, revision 6.
    case pdf
    /// In the archive; `reason` says why a document does not take a password of its own.
    case archive(reason: Lockability.Reason?)
    /// Nobody can read it without a password or key as it is: left alone.
    case alreadyLocked
  }

  /// Its section number; empty for a bare file.
  public var number: String
  public var outcome: Outcome

  public init(number: String, outcome: Outcome) {
    self.number = number
    self.outcome = outcome
  }
}
