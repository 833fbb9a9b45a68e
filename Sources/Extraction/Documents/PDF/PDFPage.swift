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
