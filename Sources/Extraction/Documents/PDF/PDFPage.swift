import CPoppler

/// One page of a PDF document.
final class PDFPage {
  let handle: OpaquePointer
  /// Counted from 0.
  let index: Int
  /// In points.
  let width: Double
  let height: Double

  init(_ handle: OpaquePointer, index: Int) {
    self.handle = handle
    self.index = index
    var width = 0.0
    var height = 0.0
    poppler_page_get_size(handle, &width, &height)
    self.width = width
    self.height = height
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(handle)) }

  /// Share of the page that its largest picture covers, from 0 to 1; nil when it has none.
  var largestPicture: Double? {
    guard let list = poppler_page_get_image_mapping(handle) else { return nil }
    defer { poppler_page_free_image_mapping(list) }
    var largest = 0.0
    for item in list.items(of: PopplerImageMapping.self) {
      let area = item.pointee.area
      let left = max(area.x1, 0)
      let right = min(area.x2, width)
      let top = max(area.y1, 0)
      let bottom = min(area.y2, height)
      if right > left, bottom > top { largest = max(largest, (right - left) * (bottom - top)) }
    }
    return largest / max(width * height, 1)
  }

  /// The page as it is shown, at so many points an inch; nil when that is more points than `most`.
  func picture(resolution: Double, most: Int) -> TextRecogniser.Grey? {
    let scale = resolution / 72
    let columns = Int((width * scale).rounded(.up))
    let rows = Int((height * scale).rounded(.up))
    guard columns > 0, rows > 0, columns <= 30_000, rows <= 30_000, columns * rows <= most,
      let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    else { return nil }
    defer { cairo_surface_destroy(surface) }
    guard let context = cairo_create(surface) else { return nil }
    defer { cairo_destroy(context) }
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    cairo_scale(context, scale, scale)
    poppler_page_render(handle, context)
    cairo_surface_flush(surface)
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface)
    else { return nil }
    let stride = Int(cairo_image_surface_get_stride(surface))
    var points = [UInt8](repeating: 0, count: columns * rows)
    points.withUnsafeMutableBufferPointer { points in
      for row in 0..<rows {
        let line = UnsafeRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
        for column in 0..<columns {
          let point = line[column]
          // The weights of ITU-R BT.601, in 256ths.
          let grey = (point >> 16 & 0xFF) * 77 + (point >> 8 & 0xFF) * 150 + (point & 0xFF) * 29
          points[row * columns + column] = UInt8(truncatingIfNeeded: grey >> 8)
        }
      }
    }
    return TextRecogniser.Grey(width: columns, height: rows, points: points)
  }
}

extension UnsafeMutablePointer<GList> {
  /// What the list holds, all of it of type `Item`.
  func items<Item>(of type: Item.Type) -> [UnsafeMutablePointer<Item>] {
    var found: [UnsafeMutableRawPointer] = []
    withUnsafeMutablePointer(to: &found) { found in
      g_list_foreach(
        self,
        { item, found in
          guard let item, let found else { return }
          found.assumingMemoryBound(to: [UnsafeMutableRawPointer].self).pointee.append(item)
        }, found)
    }
    return found.map { $0.assumingMemoryBound(to: Item.self) }
  }
}
