/// How a photograph must be turned to stand upright (Exif 2.32 §4.6.4, tag 0x0112).
enum PictureOrientation {
  /// Quarter turns clockwise; 0 where nothing is said.
  static func quarters(of jpeg: UnsafeRawBufferPointer) -> Int32 {
    var place = 2
    // Segments up to the picture's own data (ISO/IEC 10918-1 §B.1.1).
    while place + 10 < jpeg.count, jpeg[place] == 0xFF, jpeg[place + 1] != 0xDA {
      let length = Int(jpeg[place + 2]) << 8 | Int(jpeg[place + 3])
      if jpeg[place + 1] == 0xE1, length >= 16, place + 2 + length <= jpeg.count,
        jpeg[(place + 4)...].starts(with: Array("Exif\0\0".utf8))
      {
        return quarters(inTIFF: UnsafeRawBufferPointer(rebasing: jpeg[(place + 10)..<(place + 2 + length)]))
      }
      place += 2 + max(length, 2)
    }
    return 0
  }

  private static func quarters(inTIFF bytes: UnsafeRawBufferPointer) -> Int32 {
    guard bytes.count >= 8 else { return 0 }
    let isLittle = bytes[0] == 0x49
    func number(_ place: Int, _ count: Int) -> Int {
      guard place >= 0, place + count <= bytes.count else { return 0 }
      return (0..<count).reduce(0) { $0 << 8 | Int(bytes[place + (isLittle ? count - 1 - $1 : $1)]) }
    }
    let directory = number(4, 4)
    for entry in 0..<min(number(directory, 2), 200) {
      let place = directory + 2 + entry * 12
      guard number(place, 2) == 0x0112 else { continue }
      return switch number(place + 8, 2) {
      case 3, 4: 2
      case 5, 6: 1
      case 7, 8: 3
      default: 0
      }
    }
    return 0
  }
}
