/// Outlook's packed RTF ([MS-OXRTFCP]).
enum CompressedRTF {
  private static let packed = 0x7546_5A4C
  private static let plain = 0x414C_454D
  /// §2.1.3.1.4: what the dictionary holds at the start.
  private static let start = Array(
    ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
      + "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
      + "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx").utf8)

  /// - Returns: nil for what is no packed RTF, or more than `limit` bytes of it.
  static func unpack(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    let octets = Octets(bytes)
    guard let size = octets.u32(4), let kind = octets.u32(8), size <= limit else { return nil }
    if kind == plain { return Array(octets.from(16).bytes.prefix(size)) }
    guard kind == packed else { return nil }
    var dictionary = start + [UInt8](repeating: 0, count: 4096 - start.count)
    var write = start.count
    var result: [UInt8] = []
    result.reserveCapacity(min(size, 1 << 20))
    func put(_ byte: UInt8) {
      result.append(byte)
      dictionary[write] = byte
      write = (write + 1) & 4095
    }
    var place = 16
    while result.count < size, let flags = octets.u8(place) {
      place += 1
      for bit in 0..<8 where result.count < size {
        if flags >> bit & 1 == 0 {
          guard let byte = octets.u8(place) else { return result }
          place += 1
          put(UInt8(byte))
        } else {
          guard let high = octets.u8(place), let low = octets.u8(place + 1) else { return result }
          place += 2
          let reference = high << 8 | low
          let from = reference >> 4
          // §2.2.2.1: a reference to where writing goes on ends it.
          if from == write { return result }
          for step in 0..<(reference & 15) + 2 { put(dictionary[(from + step) & 4095]) }
        }
      }
    }
    return result
  }
}
