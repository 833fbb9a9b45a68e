/// Why a message was not protected. Then nothing of it may be sent in its place.
public enum ProtectionFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is none of what was asked for.
  case nothingToProtect
  /// It has no part of this number.
  case unknownPart(String)
  /// A digital signature (S/MIME, PGP) covers the part of this number, and would break.
  case signed(String)
  /// A file is written into the text of the part of this number (uuencode, yEnc), and cannot be taken out of it.
  case writtenIntoText(String)
  /// Mail programs may read the message differently, so that something might stay in clear for some of them.
  case ambiguous
  /// It is larger, or has more parts, than is read.
  case tooLarge
  /// A library did not do it; in words that quote nothing of the message.
  case failed(String)

  public var description: String {
    switch self {
    case .nothingToProtect: "there is nothing in it to protect"
    case .unknownPart(let number): "it has no part \(number)"
    case .signed: "it is digitally signed, and protecting it would break the signature"
    case .writtenIntoText: "a file is written into its text, and cannot be protected apart from it"
    case .ambiguous: "mail programs may read it differently, so that something could stay readable"
    case .tooLarge: "it is too large to protect"
    case .failed(let reason): "it could not be protected: \(reason)"
    }
  }
}
