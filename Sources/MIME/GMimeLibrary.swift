import CGMime
import Glibc

/// The one door to GMime: started once, its options set for reading mail as it comes.
enum GMimeLibrary {
  /// Raw 8-bit bytes in headers are UTF-8 (RFC 6532) or, in old mail, Windows' Western European.
  // Sendable by hand because it is written once, before any use, and only read afterwards.
  nonisolated(unsafe) static let options: OpaquePointer? = {
    g_mime_init()
    let options = g_mime_parser_options_new()
    g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE)
    g_mime_parser_options_set_parameter_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE)
    g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE)
    g_mime_parser_options_set_allow_addresses_without_domain(options, 1)
    let names: [String] = ["utf-8", "windows-1252", "iso-8859-1"]
    var charsets: [UnsafePointer<CChar>?] = names.map { UnsafePointer(strdup($0)) }
    charsets.append(nil)
    charsets.withUnsafeMutableBufferPointer { list in
      g_mime_parser_options_set_fallback_charsets(options, list.baseAddress)
    }
    return options
  }()

  static let multipartType = g_mime_multipart_get_type()
  static let messagePartType = g_mime_message_part_get_type()
  static let partType = g_mime_part_get_type()
  static let groupType = internet_address_group_get_type()
  static let mailboxType = internet_address_mailbox_get_type()

  /// Whether a GObject is of a class or one derived from it.
  static func `is`(_ object: UnsafeMutableRawPointer, _ type: GType) -> Bool {
    g_type_check_instance_is_a(object.assumingMemoryBound(to: GTypeInstance.self), type) != 0
  }

  /// Copies a string that GMime allocated, and frees it.
  static func take(_ string: UnsafeMutablePointer<CChar>?) -> String? {
    guard let string else { return nil }
    defer { g_free(string) }
    return String(cString: string)
  }

  /// Parses bytes without copying them, and hands over the message; nil when not even one header line was found.
  static func withMessage<R>(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeMutablePointer<GMimeMessage>?) -> R
  ) -> R {
    _ = options
    let array = g_byte_array_new()
    // GLib's array borrows the caller's memory: it is only read, and given back before the array is freed.
    array?.pointee.data = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: guint8.self))
    array?.pointee.len = guint(bytes.count)
    let stream = g_mime_stream_mem_new_with_byte_array(array)
    g_mime_stream_mem_set_owner(
      UnsafeMutableRawPointer(stream)?.assumingMemoryBound(to: GMimeStreamMem.self), 0)
    let parser = g_mime_parser_new_with_stream(stream)
    g_mime_parser_set_persist_stream(parser, 1)
    let message = g_mime_parser_construct_message(parser, options)
    let result = body(message)
    if let message { g_object_unref(message) }
    if let parser { g_object_unref(parser) }
    if let stream { g_object_unref(stream) }
    array?.pointee.data = nil
    array?.pointee.len = 0
    g_byte_array_unref(array)
    return result
  }
}
