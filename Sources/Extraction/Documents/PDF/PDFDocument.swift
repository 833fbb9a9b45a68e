import CPageText
import CPoppler

/// An open PDF document (ISO 32000), read by Poppler from memory.
final class PDFDocument {
  enum Failure: Error {
    /// None of the passwords fits.
    case locked
    /// A security handler that Poppler does not know: rights management, certificates.
    case sealed
    case damaged
  }

  let handle: OpaquePointer
  /// The same document as Poppler's core has it, which runs the pages' content.
  let contents: OpaquePointer
  /// A password of the message's opened it.
  let isOpened: Bool
  /// The bytes that Poppler reads, when they are not the file's own: it never gets a password.
  private let decrypted: DecryptedPDF?
  var time = PageTime()

  /// - Parameter bytes: must outlive the document.
  init(_ bytes: UnsafeRawBufferPointer, passwords: [String]) throws(Failure) {
    var handle: OpaquePointer?
    var decrypted: DecryptedPDF?
    var failure = Failure.damaged
    do throws(Failure) { handle = try Self.open(bytes) } catch { failure = error }
    if case .locked = failure, let password = passwords.first(where: { DecryptedPDF.isPassword($0, of: bytes) }),
      let plain = DecryptedPDF(bytes, password: password)
    {
      (handle, decrypted) = (try? Self.open(plain.bytes), plain)
    }
    guard let handle else { throw failure }
    let plain = decrypted?.bytes ?? bytes
    guard let contents = postern_pages_open(plain.baseAddress, plain.count) else {
      g_object_unref(UnsafeMutableRawPointer(handle))
      throw .damaged
    }
    isOpened = decrypted != nil
    self.handle = handle
    self.contents = contents
    self.decrypted = decrypted
  }

  deinit {
    postern_pages_close(contents)
    g_object_unref(UnsafeMutableRawPointer(handle))
  }

  var pages: Int { max(0, Int(poppler_document_get_n_pages(handle))) }

  func page(_ index: Int) -> PDFPage? {
    poppler_document_get_page(handle, Int32(index)).map { PDFPage($0, index: index) }
  }

  private static func open(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> OpaquePointer {
    let data = g_bytes_new_static(bytes.baseAddress, gsize(bytes.count))
    defer { g_bytes_unref(data) }
    var error: UnsafeMutablePointer<GError>?
    if let handle = poppler_document_new_from_bytes(data, nil, &error) { return handle }
    defer { g_error_free(error) }
    func isKind(_ code: PopplerError) -> Bool {
      g_error_matches(error, poppler_error_quark(), gint(bitPattern: code.rawValue)) != 0
    }
    if isKind(POPPLER_ERROR_ENCRYPTED) { throw .locked }
    // What Poppler answers for a security handler that it does not know.
    if isKind(POPPLER_ERROR_INVALID), bytes.firstPlace(of: Array("/Encrypt".utf8)) != nil { throw .sealed }
    throw .damaged
  }
}

extension String {
  /// Takes over a string that GLib made.
  init?(taking text: UnsafeMutablePointer<gchar>?) {
    guard let text else { return nil }
    self.init(cString: text)
    g_free(text)
  }
}
