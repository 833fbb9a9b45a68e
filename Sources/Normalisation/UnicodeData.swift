import CICU

/// ICU's data, as a process that may open no file needs it.
public enum UnicodeData {
  /// Loads what normalising and converting need, and keeps ICU from looking for files from here on. Call it once
  /// before locking down; without it everything works, too, but the first use may try to open files.
  /// - Returns: nil, or ICU's error code when its data cannot be loaded.
  public static func load() -> Int32? {
    let code = postern_icu_load()
    return code == 0 ? nil : code
  }
}

/// Hands the bytes that an ICU call made to `body`, and frees them.
/// - Returns: nil when ICU reported a failure.
func withICUText<T>(
  of call: (UnsafeMutablePointer<postern_icu_text>) -> Int32, _ body: (postern_icu_text) -> T
) -> T? {
  var text = postern_icu_text()
  defer { postern_icu_release(&text) }
  // Negative codes are ICU's warnings.
  guard call(&text) <= 0 else { return nil }
  return body(text)
}

extension postern_icu_text {
  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: Int(length)) }
}
