import Glibc

/// Takes secrets out of memory again.
public enum Wiping {
  /// Overwrites an array where it stands; a copy that another variable holds stays as it is.
  public static func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { buffer in
      // Unlike memset, never left out because nobody reads it afterwards.
      if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
    }
    bytes = []
  }
}
