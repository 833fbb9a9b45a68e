import CQPDF

/// A PDF document whose pages are made wider on all sides, so that text beside a page is on it: Poppler leaves out what
/// stands outside a page's crop box, which is how text is hidden that a copy or another program brings back.
final class WidePDF {
  private var data: qpdf_data?
  let bytes: UnsafeRawBufferPointer
  /// Points on each side. Annex C.2 of ISO 32000-1: a page has at most 14,400.
  static let margin = 14_400.0

  /// Nil when qpdf does not read it, or no page tells its size.
  init?(_ file: UnsafeRawBufferPointer, password: String?) {
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
    let count = qpdf_get_num_pages(data)
    guard count > 0 else { return nil }
    for number in 0..<count { guard Self.widen(qpdf_get_page_n(data, Int(number)), data) else { return nil } }
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

  /// §14.11.2 of ISO 32000-1: boxes are inherited; the crop box is what is shown, and lies within the media box.
  private static func widen(_ page: qpdf_oh, _ data: qpdf_data?) -> Bool {
    guard let media = box("/MediaBox", of: page, data) else { return false }
    var shown = media
    if let crop = box("/CropBox", of: page, data) {
      shown = (max(media.0, crop.0), max(media.1, crop.1), min(media.2, crop.2), min(media.3, crop.3))
      if shown.0 >= shown.2 || shown.1 >= shown.3 { shown = media }
    }
    let wide = qpdf_oh_new_array(data)
    for side in [shown.0 - margin, shown.1 - margin, shown.2 + margin, shown.3 + margin] {
      qpdf_oh_append_item(data, wide, qpdf_oh_new_real_from_double(data, side, 3))
    }
    qpdf_oh_replace_key(data, page, "/MediaBox", wide)
    qpdf_oh_replace_key(data, page, "/CropBox", wide)
    return true
  }

  private static func box(_ key: String, of page: qpdf_oh, _ data: qpdf_data?)
    -> (Double, Double, Double, Double)?
  {
    var node = page
    for _ in 0..<32 {
      let box = qpdf_oh_get_key_if_dict(data, node, key)
      if qpdf_oh_is_array(data, box) != 0, qpdf_oh_get_array_n_items(data, box) == 4 {
        let sides = (0..<4).map { qpdf_oh_get_numeric_value(data, qpdf_oh_get_array_item(data, box, $0)) }
        guard sides.allSatisfy({ $0.isFinite && abs($0) < 100_000 }) else { return nil }
        return (min(sides[0], sides[2]), min(sides[1], sides[3]), max(sides[0], sides[2]), max(sides[1], sides[3]))
      }
      node = qpdf_oh_get_key_if_dict(data, node, "/Parent")
      if qpdf_oh_is_dictionary(data, node) == 0 { return nil }
    }
    return nil
  }
}
