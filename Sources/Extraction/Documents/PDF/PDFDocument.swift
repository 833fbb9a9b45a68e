import CPoppler
import CQPDF

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
  /// A password of the message's opened it.
  let isOpened: Bool
  /// The bytes that Poppler reads, when they are not the file's own.
  private let wide: WidePDF?
  /// Points that were added around each page.
  var margin: Double { wide == nil ? 0 : WidePDF.margin }

  /// - Parameter bytes: must outlive the document.
  init(_ bytes: UnsafeRawBufferPointer, passwords: [String], widensUpTo pages: Int) throws(Failure) {
    var handle: OpaquePointer?
    var wide: WidePDF?
    var password: String?
    var failure = Failure.damaged
    do throws(Failure) { handle = try Self.open(bytes, nil) } catch { failure = error }
    if case .locked = failure {
      password = passwords.first { WidePDF.isPassword($0, of: bytes) }
      if let password {
        if password.utf8.allSatisfy({ $0 < 0x80 }) {
          handle = try? Self.open(bytes, password)
        } else if let wider = WidePDF(bytes, password: password) {
          (handle, wide) = (try? Self.open(wider.bytes, nil), wider)
        }
      }
    }
    guard var opened = handle else { throw failure }
    isOpened = password != nil
    if wide == nil, Int(poppler_document_get_n_pages(opened)) <= pages, let wider = WidePDF(bytes, password: password),
      let other = try? Self.open(wider.bytes, nil),
      poppler_document_get_n_pages(other) == poppler_document_get_n_pages(opened)
    {
      g_object_unref(UnsafeMutableRawPointer(opened))
      opened = other
      wide = wider
    }
    self.handle = opened
    self.wide = wide
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(handle)) }

  var pages: Int { max(0, Int(poppler_document_get_n_pages(handle))) }

  func page(_ index: Int) -> PDFPage? {
    poppler_document_get_page(handle, Int32(index)).map { PDFPage($0, margin: margin) }
  }

  /// - Parameter password: one that fits, of ASCII letters: Poppler 22.12 crashes on others.
  private static func open(_ bytes: UnsafeRawBufferPointer, _ password: String?) throws(Failure) -> OpaquePointer {
    let data = g_bytes_new_static(bytes.baseAddress, gsize(bytes.count))
    defer { g_bytes_unref(data) }
    var error: UnsafeMutablePointer<GError>?
    if let handle = poppler_document_new_from_bytes(data, password, &error) { return handle }
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
