import CPhone

/// Why a number is not written to.
public enum MobileNumberFault: Error, Hashable, Sendable, CustomStringConvertible {
  case none
  case landline
  /// Premium, personal and paging numbers, and those of special services.
  case notMobile
  case abroad

  public var description: String {
    switch self {
    case .none: "that is no telephone number: write a mobile number, like 07700 900123"
    case .landline:
      "that is a landline, where a text may be read aloud to anybody: write a mobile number, or tell the password by telephone"
    case .notMobile: "that is no number of a mobile telephone: write one like 07700 900123"
    case .abroad:
      "texts to that country are not set up here: tell the password by telephone, or ask whoever looks after Postern"
    }
  }
}

/// The number of a mobile telephone.
public struct MobileNumber: Hashable, Sendable {
  /// With "+" and country code (ITU-T E.164): "+447700900123".
  public let e164: String

  /// Reads what somebody typed: as it is dialled in the United Kingdom, or with its country code.
  /// - Parameter countries: whose numbers are taken (ISO 3166-1).
  /// - Throws: `MobileNumberFault`.
  public init(_ typed: String, in countries: Set<String>) throws(MobileNumberFault) {
    // The library takes letters for keys of a telephone, and what follows an "x" for an extension.
    guard typed.utf8.count <= Self.longest, typed.unicodeScalars.allSatisfy(Self.isOfNumber) else { throw .none }
    let home = "GB"
    var found = typed.withCString { postern_phone_read($0, typed.utf8.count, home) }
    let number = Self.text(&found.e164)
    let region = Self.text(&found.region)
    switch found.kind {
    case POSTERN_PHONE_MOBILE:
      guard countries.contains(region) else { throw .abroad }
    case POSTERN_PHONE_LANDLINE:
      throw countries.contains(region) ? .landline : .abroad
    case POSTERN_PHONE_OTHER:
      // Ranges that are newer than the library. Ofcom, "The national telephone numbering plan", part A: mobile services have
      // 071 to 075, and 077 to 079.
      guard region.isEmpty, number.wholeMatch(of: #/\+447[1-57-9][0-9]{8}/#) != nil else { throw .notMobile }
      guard countries.contains(home) else { throw .abroad }
    default: throw .none
    }
    e164 = number
  }

  private static let longest = 32

  private static func isOfNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", " ", "+", "-", "(", ")", ".", "/", "\u{A0}": true
    default: false
    }
  }

  private static func text<Bytes>(_ bytes: inout Bytes) -> String {
    withUnsafeBytes(of: &bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

extension MobileNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// It shows itself to nobody who prints it.
  public var description: String { "a mobile number" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
