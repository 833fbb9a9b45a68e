import Extraction

/// One file under a password.
public enum FileProtector {
  /// What came of a file.
  public struct Result: Sendable {
    public var bytes: [UInt8]
    public var outcome: ProtectedPart.Outcome
  }

  /// - Parameters:
  ///   - bytes: the file's content; `type` as declared, lower case, or empty; `name` for its ending alone.
  /// - Throws: `ProtectionFailure.failed` when a library does not do it.
  public static func protect(
    _ bytes: UnsafeRawBufferPointer, type: String = "", name: String?, password: Password
  ) throws(ProtectionFailure) -> Result {
    switch Lockability(bytes, type: type, name: name) {
    case .locked: return Result(bytes: Array(bytes), outcome: .alreadyLocked)
    case .other(let reason): return try archive(bytes, name: name, reason: reason, password)
    case let kind:
      if let result = inPlace(bytes, kind, password) { return result }
      return try archive(bytes, name: name, reason: .damaged, password)
    }
  }

  /// The same document; nil where it is none that takes a password, or its library complains.
  static func inPlace(_ bytes: UnsafeRawBufferPointer, _ kind: Lockability, _ password: Password) -> Result? {
    switch kind {
    case .office:
      guard let encryption = try? AgileEncryption(bytes, password: password),
        let container = try? OfficeContainer.bytes(encryption)
      else { return nil }
      return Result(bytes: container, outcome: .office)
    case .pdf: return (try? PDFLocker.lock(bytes, password: password)).map { Result(bytes: $0, outcome: .pdf) }
    case .locked, .other: return nil
    }
  }

  private static func archive(
    _ bytes: UnsafeRawBufferPointer, name: String?, reason: Lockability.Reason?, _ password: Password
  ) throws(ProtectionFailure) -> Result {
    let entry = ZipPacker.Entry(name: "file.\(FileEnding.of(name) ?? "bin")", isPacked: Packing.isDense(bytes)) {
      $0(bytes)
    }
    return Result(bytes: try ZipPacker.archive([entry], password: password), outcome: .archive(reason: reason))
  }
}

extension ZipPacker {
  static func archive(_ entries: [Entry], password: Password) throws(ProtectionFailure) -> [UInt8] {
    do throws(LibraryFault) { return try pack(entries, password: password) } catch { throw .failed(error.reason) }
  }
}

/// Whether packing would make a file smaller.
enum Packing {
  static func isDense(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let marks: [[UInt8]] = [
      [0x50, 0x4B, 3, 4], [0x1F, 0x8B], [0x37, 0x7A, 0xBC, 0xAF], [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF],
      Array("Rar!".utf8), [0xFD, 0x37, 0x7A, 0x58], Array("BZh".utf8), Array("OggS".utf8), Array("ID3".utf8),
    ]
    return marks.contains { bytes.starts(with: $0) } || bytes.dropFirst(4).starts(with: Array("ftyp".utf8))
  }
}
