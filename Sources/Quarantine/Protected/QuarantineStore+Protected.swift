import Foundation
import Glibc
public import Protection
public import Spool

/// A message in the form in which it goes under a password.
public struct ProtectedForm: Sendable {
  public var content: MemoryFile
  /// What opens it.
  public var password: Password

  public init(_ content: MemoryFile, password: Password) {
    self.content = content
    self.password = password
  }
}

extension QuarantineStore {
  /// The content of a held message for a worker that puts it under a password. It is shown to nobody.
  /// - Parameter actor: who asks for that; nil where it is its sender.
  /// - Throws: `wrongState` where it is not held.
  public func contentToProtect(_ id: HeldID, by actor: String?) throws(QuarantineError) -> MemoryFile {
    guard let summary = try visible(id, to: actor).summary else { throw .contentDamaged(id) }
    guard summary.state == .held else { throw .wrongState(id, summary.state) }
    return try decrypt(id)
  }

  /// Keeps the form of a held message under a password, in place of a former one, and the password with it.
  /// - Returns: nil when it is kept; else the password that is kept already, under which nothing was stored: the caller
  ///   makes the form again, so that each of a message's recipients is told one password.
  public func keepProtected(_ form: ProtectedForm, of id: HeldID) throws(QuarantineError) -> Password? {
    let kept = try keepPassword(form.password, for: id)
    guard kept == form.password else { return kept }
    try storeProtected(form.content, messageKey(id))
    return nil
  }

  /// The form under a password of a message that is being released, which is on the audit trail already.
  /// - Parameter number: of those who have agreed on a password of their own; nil for all others.
  /// - Throws: `notProtected` where there is none: then nothing goes in its place.
  public func protectedContent(_ id: HeldID, number: Int? = nil) throws(QuarantineError) -> MemoryFile {
    guard let summary = try row(id).summary else { throw .contentDamaged(id) }
    guard summary.state == .releasing else { throw .wrongState(id, summary.state) }
    return try decryptProtected(id, number: number)
  }

  func decryptProtected(_ id: HeldID, number: Int? = nil) throws(QuarantineError) -> MemoryFile {
    let key = try messageKey(id)
    let path = number.map { folder.lockedFile(id, number: $0) } ?? folder.lockedFile(id)
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      guard errno == ENOENT else { throw QuarantineError(system: errno, doing: "open the protected form of \(id)") }
      throw .notProtected(id)
    }
    defer { close(file) }
    let content = try attempt("read the protected form of \(id)") {
      let salt = try SealedContent.read(Self.saltLength, from: file)
      return try SealedContent(protectedFormOf: key, salt: salt).read(from: file, at: salt.count)
    }
    guard let content else { throw .contentDamaged(id) }
    return content
  }

  /// Whether there is such a form. What it is, the release checks.
  public func hasProtectedForm(_ id: HeldID) -> Bool { access(folder.lockedFile(id), R_OK) == 0 }

  /// The rules ask for a password for some of it, and there is no such form yet.
  public func needsForm(_ id: HeldID) throws(QuarantineError) -> Bool {
    try show(id).message?.demandsProtection == true && !hasProtectedForm(id)
  }

  func checkProtected(_ id: HeldID) throws(QuarantineError) {
    guard hasProtectedForm(id) else { throw .notProtected(id) }
  }

  /// Under a name of its own until it is whole and on the disk.
  func storeProtected(_ content: MemoryFile, _ key: MessageKey) throws(QuarantineError) {
    try storeProtected(content, key, at: folder.lockedFile(key.id))
  }

  func storeProtected(_ content: MemoryFile, _ key: MessageKey, at path: String) throws(QuarantineError) {
    let salt = Self.salt()
    let draft = "\(path).\(salt.map { String($0, radix: 16) }.joined()).draft"
    try attempt("write the protected form of \(key.id)") {
      let file = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw SpoolError(doing: "make a file in \(self.folder.content)", code: errno) }
      defer { close(file) }
      do {
        try SealedContent.write(salt, to: file)
        try SealedContent(protectedFormOf: key, salt: salt).write(content, to: file)
        guard fsync(file) == 0, rename(draft, path) == 0, StateFolder.syncFolder(self.folder.content) == 0 else {
          throw SpoolError(doing: "sync a protected form", code: errno)
        }
      } catch {
        unlink(draft)
        throw error
      }
    }
  }

  private static let saltLength = 16

  private static func salt() -> Data {
    var source = SystemRandomNumberGenerator()
    return Data((0..<saltLength).map { _ in UInt8.random(in: .min ... .max, using: &source) })
  }
}

extension QuarantineError {
  static func notProtected(_ id: HeldID) -> QuarantineError {
    QuarantineError(
      .notProtected, "\(id) has no form under a password",
      remedy: "have it protected first, or give a reason why it may go in clear")
  }
}
