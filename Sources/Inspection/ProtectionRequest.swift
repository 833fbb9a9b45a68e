import Extraction
public import Protection
public import Spool

/// What a worker is asked to put under a password.
public struct ProtectionRequest: Sendable {
  public enum Subject: Sendable {
    /// A whole message as it went over the wire (RFC 5322, any line ends).
    case message(MemoryFile)
    /// One file; its name tells what it is, and is told to nobody.
    case file(MemoryFile, name: String)
  }

  public var subject: Subject
  public var order: ProtectionOrder

  public init(_ subject: Subject, _ order: ProtectionOrder) {
    self.subject = subject
    self.order = order
  }

  var file: MemoryFile {
    switch subject {
    case .message(let file), .file(let file, _): file
    }
  }
}

/// A message or file under its password.
public struct ProtectedContent: Sendable {
  /// Sealed. Outside the replaced ranges it is the original byte for byte: those bytes never came from a worker.
  public var file: MemoryFile
  /// Which bytes of the original were replaced, in order; empty when all was locked already.
  public var replaced: [Range<Int>]
  public var parts: [ProtectedPart]

  public init(file: MemoryFile, replaced: [Range<Int>], parts: [ProtectedPart]) {
    self.file = file
    self.replaced = replaced
    self.parts = parts
  }
}

/// What came of a request to protect.
public enum ProtectionAnswer: Sendable {
  case protected(ProtectedContent)
  /// Not all of what was asked for can be protected: nothing may be sent in its place.
  case refused(ProtectionFailure)
}
