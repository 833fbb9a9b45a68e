import CGSF

/// An OLE file ([MS-CFB]): streams in storages, read by libgsf from memory.
final class OLEFile {
  private let storage: OpaquePointer

  /// Nil when the bytes are no OLE file, or a damaged one. The bytes must outlive it.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress,
      let input = gsf_input_memory_new(start.assumingMemoryBound(to: UInt8.self), gsf_off_t(bytes.count), 0)
    else { return nil }
    defer { g_object_unref(UnsafeMutableRawPointer(input)) }
    guard let storage = gsf_infile_msole_new(input, nil) else { return nil }
    self.storage = storage
  }

  private init(storage: OpaquePointer) { self.storage = storage }

  deinit { g_object_unref(UnsafeMutableRawPointer(storage)) }

  /// Children of a storage that are looked at; real files have dozens, a message file a few hundred.
  private static let childLimit: Int32 = 20_000

  /// What stands at the top, streams and storages.
  var names: [String] {
    let count = min(gsf_infile_num_children(storage), Self.childLimit)
    guard count > 0 else { return [] }
    return (0..<count).compactMap { gsf_infile_name_by_index(storage, $0).map { String(cString: $0) } }
  }

  /// A storage at the top.
  func folder(_ name: String) -> OLEFile? {
    guard let child = gsf_infile_child_by_name(storage, name) else { return nil }
    guard gsf_infile_num_children(child) >= 0 else {
      g_object_unref(UnsafeMutableRawPointer(child))
      return nil
    }
    return OLEFile(storage: child)
  }

  /// The bytes of a stream at the top, at most `limit`; nil when there is none of that name or its sectors are damaged.
  func stream(_ name: String, limit: Int) -> [UInt8]? {
    guard let child = gsf_infile_child_by_name(storage, name) else { return nil }
    defer { g_object_unref(UnsafeMutableRawPointer(child)) }
    let size = min(Int(gsf_input_size(child)), limit)
    guard size > 0 else { return [] }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      isWhole = gsf_input_read(child, size, buffer.baseAddress) != nil
      count = isWhole ? size : 0
    }
    return isWhole ? bytes : nil
  }
}
