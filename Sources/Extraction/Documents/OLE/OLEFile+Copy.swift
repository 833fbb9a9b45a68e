import CGSF

/// A storage inside an OLE file as a file of its own, so that an embedded document is read like an attached one.
extension OLEFile {
  /// - Parameter limit: bytes of all streams together.
  /// - Returns: nil when it holds more, or is damaged.
  func copy(limit: Int) -> [UInt8]? {
    guard let output = gsf_output_memory_new() else { return nil }
    defer { g_object_unref(UnsafeMutableRawPointer(output)) }
    guard let file = gsf_outfile_msole_new(output) else { return nil }
    var left = limit
    let isWhole = copy(to: file, depth: 0, &left)
    gsf_output_close(UnsafeMutableRawPointer(file).assumingMemoryBound(to: GsfOutput.self))
    g_object_unref(UnsafeMutableRawPointer(file))
    let size = Int(gsf_output_size(output))
    guard isWhole, size > 0, let start = gsf_output_memory_get_bytes(OpaquePointer(output)) else { return nil }
    return Array(UnsafeBufferPointer(start: start, count: size))
  }

  private func copy(to file: OpaquePointer, depth: Int, _ left: inout Int) -> Bool {
    guard depth < 8 else { return false }
    for name in names {
      if let folder = folder(name) {
        guard let child = gsf_outfile_new_child(file, name, 1) else { return false }
        defer { g_object_unref(UnsafeMutableRawPointer(child)) }
        let isWhole = folder.copy(to: OpaquePointer(child), depth: depth + 1, &left)
        gsf_output_close(child)
        guard isWhole else { return false }
      } else {
        guard let bytes = stream(name, limit: left), bytes.count < left,
          let child = gsf_outfile_new_child(file, name, 0)
        else { return false }
        defer { g_object_unref(UnsafeMutableRawPointer(child)) }
        left -= bytes.count
        gsf_output_write(child, bytes.count, bytes)
        gsf_output_close(child)
      }
    }
    return true
  }
}
