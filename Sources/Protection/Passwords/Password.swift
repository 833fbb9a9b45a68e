import Foundation
import Glibc

/// A password that opens protected files. It shows itself to nobody who prints it, and its bytes are wiped when the last
/// reference goes.
public final class Password: @unchecked Sendable {
  // Sendable because the bytes are written once, before anybody else has the object, and wiped when nobody has it.
  private let bytes: UnsafeMutableRawBufferPointer

  /// Bytes of UTF-8: what the shortest-minded format takes (ISO 32000-2 §7.6.4.3.3).
  public static let longest = 127

  /// Takes what a person chose.
  /// - Throws: `PasswordFault`.
  public convenience init(_ text: String) throws(PasswordFault) {
    // One form whatever keyboard it came from, so that it is the same bytes when a recipient types it.
    let text = text.precomposedStringWithCanonicalMapping
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= Self.longest else { throw .tooLong }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { throw .control }
    // PDF readers put it through SASLprep (RFC 4013), Office and zip programs do not: it must mean the same to all.
    guard Array(text.precomposedStringWithCompatibilityMapping.utf8) == Array(text.utf8), text.trimmed == text else {
      throw .ambiguous
    }
    self.init(utf8: Array(text.utf8))
  }

  /// Text that was a password before.
  init(utf8: [UInt8]) {
    bytes = .allocate(byteCount: utf8.count, alignment: 1)
    bytes.copyBytes(from: utf8)
  }

  deinit {
    if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
    bytes.deallocate()
  }

  /// The password in UTF-8. Whoever takes it out wipes what he copies.
  public func withUTF8<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(bytes))
  }

  /// To be shown to whom it is meant for, and nowhere else.
  public var words: String { withUTF8 { String(decoding: $0, as: UTF8.self) } }

  /// With a closing zero, for C libraries.
  func withCString<T>(_ body: (UnsafePointer<CChar>) throws -> T) rethrows -> T {
    try withUTF8 { bytes in
      try withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
        for index in 0..<bytes.count { buffer[index] = CChar(bitPattern: bytes[index]) }
        buffer[bytes.count] = 0
        guard let start = buffer.baseAddress else { return try body("") }
        defer { explicit_bzero(start, buffer.count) }
        return try body(start)
      }
    }
  }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "a password" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Password: Equatable {
  /// Takes the same time wherever two of one length differ.
  public static func == (one: Password, other: Password) -> Bool {
    one.withUTF8 { one in
      other.withUTF8 { other in
        one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
      }
    }
  }
}

/// Why a text cannot be a password.
public enum PasswordFault: Error, Sendable, Hashable, CustomStringConvertible {
  case empty, tooLong, control, ambiguous

  public var description: String {
    switch self {
    case .empty: "the password is empty"
    case .tooLong: "the password is longer than \(Password.longest) bytes"
    case .control: "the password has a line end or another control character"
    case .ambiguous: "the password begins or ends with a space, or has letters that programs write in different ways"
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
