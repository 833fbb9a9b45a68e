import CQPDF

/// A PDF document written again without its password: Poppler 22.12 crashes on passwords that are not ASCII, and with any
/// password on documents that are damaged.
final class DecryptedPDF {
  private var data: qpdf_data?
  let bytes: UnsafeRawBufferPointer

  /// Nil when qpdf does not read it.
  init?(_ file: UnsafeRawBufferPointer, password: String) {
    var data: qpdf_data? = qpdf_init()
    qpdf_silence_errors(data)
    qpdf_set_suppress_warnings(data, 1)
    var isDone = false
    defer {
      if !isDone {
        // An error that nobody takes goes to standard error.
        _ = qpdf_has_error(data) != 0 ? qpdf_get_error(data) : nil
        qpdf_cleanup(&data)
      }
    }
    let start = file.baseAddress?.assumingMemoryBound(to: CChar.self)
    // Bit 0x2: errors.
    guard qpdf_read_memory(data, "", start, UInt64(file.count), password) & 2 == 0 else { return nil }
    guard qpdf_init_write_memory(data) & 2 == 0 else { return nil }
    qpdf_set_stream_data_mode(data, qpdf_s_preserve)
    qpdf_set_object_stream_mode(data, qpdf_o_disable)
    qpdf_set_preserve_encryption(data, 0)
    qpdf_set_static_ID(data, 1)
    guard qpdf_write(data) & 2 == 0, let written = qpdf_get_buffer(data) else { return nil }
    bytes = UnsafeRawBufferPointer(start: written, count: Int(qpdf_get_buffer_length(data)))
    self.data = data
    isDone = true
  }

  /// Whether a password opens a document, as qpdf has it.
  static func isPassword(_ password: String, of file: UnsafeRawBufferPointer) -> Bool {
    var data: qpdf_data? = qpdf_init()
    defer {
      _ = qpdf_has_error(data) != 0 ? qpdf_get_error(data) : nil
      qpdf_cleanup(&data)
    }
    qpdf_silence_errors(data)
    qpdf_set_suppress_warnings(data, 1)
    let start = file.baseAddress?.assumingMemoryBound(to: CChar.self)
    // Bit 0x2: errors.
    return qpdf_read_memory(data, "", start, UInt64(file.count), password) & 2 == 0
  }

  deinit { qpdf_cleanup(&data) }
}
