import CQPDF

/// PDF documents under AES-256, revision 6 (ISO 32000-2 §7.6.4.3.4), by qpdf.
enum PDFLocker {
  /// The same document, which opens with the password alone.
  /// - Throws: `LibraryFault` when qpdf does not write it without a complaint, or the result would open otherwise.
  static func lock(_ document: UnsafeRawBufferPointer, password: Password) throws(LibraryFault) -> [UInt8] {
    var data: qpdf_data? = qpdf_init()
    defer { qpdf_cleanup(&data) }
    qpdf_silence_errors(data)
    qpdf_set_suppress_warnings(data, 1)
    try check(qpdf_read_memory(data, "", start(document), UInt64(document.count), ""), data, "reads")
    guard qpdf_is_encrypted(data) == 0 else { throw LibraryFault("the PDF is encrypted") }
    try check(qpdf_init_write_memory(data), data, "writes")
    qpdf_set_stream_data_mode(data, qpdf_s_preserve)
    password.withCString { word in
      // An owner's password that is empty would open the document; one that is the same takes no right from its reader.
      qpdf_set_r6_encryption_parameters2(data, word, word, 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1)
    }
    try check(qpdf_write(data), data, "writes")
    guard let written = qpdf_get_buffer(data) else { throw LibraryFault("qpdf wrote nothing") }
    let bytes = Array(UnsafeBufferPointer(start: written, count: Int(qpdf_get_buffer_length(data))))
    guard bytes.withUnsafeBytes({ !opens($0, "") && password.withCString(Opening($0).with) }) else {
      throw LibraryFault("the PDF would not open as it should")
    }
    return bytes
  }

  /// Any complaint counts: what qpdf had to mend may have lost something.
  private static func check(_ outcome: QPDF_ERROR_CODE, _ data: qpdf_data?, _ doing: String) throws(LibraryFault) {
    guard outcome != 0 else { return }
    // An error that nobody takes goes to standard error.
    if qpdf_has_error(data) != 0 { _ = qpdf_get_error(data) }
    throw LibraryFault("qpdf \(doing) the PDF with complaints")
  }

  private static func start(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
    bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
  }

  private struct Opening {
    let document: UnsafeRawBufferPointer
    init(_ document: UnsafeRawBufferPointer) { self.document = document }
    func with(_ password: UnsafePointer<CChar>) -> Bool { PDFLocker.opens(document, password) }
  }

  private static func opens(_ document: UnsafeRawBufferPointer, _ password: UnsafePointer<CChar>) -> Bool {
    var data: qpdf_data? = qpdf_init()
    defer {
      if qpdf_has_error(data) != 0 { _ = qpdf_get_error(data) }
      qpdf_cleanup(&data)
    }
    qpdf_silence_errors(data)
    qpdf_set_suppress_warnings(data, 1)
    return qpdf_read_memory(data, "", start(document), UInt64(document.count), password) & 2 == 0
  }
}
