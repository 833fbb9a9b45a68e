import Glibc
import Normalisation

/// Converts a few letters to a charset and back, so that a charset that silently fails is seen.
enum CharsetTrial {
  /// - Returns: 0 when the letters came back as they were, else the system's `errno`, or -1 when they came back changed.
  static func run(_ name: String) -> Int {
    // Only letters that every charset of the world's mail has; EBCDIC and ISO 2022 have them elsewhere, not otherwise.
    let letters = Array("AZ09".utf8)
    switch convert(letters, from: "UTF-8", to: name) {
    case .failure(let failure): return failure.code
    case .success(let there):
      switch convert(there, from: name, to: "UTF-8") {
      case .failure(let failure): return failure.code
      case .success(let back): return back == letters || back.suffix(4) == letters[...] ? 0 : -1
      }
    }
  }

  /// The same with ICU, one way: decoding is all that mail needs of it.
  /// - Returns: 0 when bytes came out as text, 2 (ENOENT) when the charset is not there, -1 when nothing came out.
  static func runICU(_ name: String) -> Int {
    guard let text = Charset.decode([0x41, 0x42, 0xC1, 0x42], as: name) else { return Int(ENOENT) }
    return text.utf8.isEmpty ? -1 : 0
  }

  struct Failure: Error { let code: Int }

  static func convert(_ bytes: [UInt8], from: String, to: String) -> Result<[UInt8], Failure> {
    guard let conversion = iconv_open(to, from), conversion != iconv_t(bitPattern: -1) else {
      return .failure(Failure(code: Int(errno)))
    }
    defer { iconv_close(conversion) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: bytes.count * 8 + 64)
    let capacity = output.count
    var left = capacity
    let code = input.withUnsafeMutableBufferPointer { source -> Int in
      output.withUnsafeMutableBufferPointer { target -> Int in
        var from = source.baseAddress
        var fromLeft = source.count
        var to = target.baseAddress
        if iconv(conversion, &from, &fromLeft, &to, &left) == .max { return Int(errno) }
        // Back to the initial state, which charsets with shifts write out.
        if iconv(conversion, nil, nil, &to, &left) == .max { return Int(errno) }
        return 0
      }
    }
    guard code == 0 else { return .failure(Failure(code: code)) }
    return .success(output.prefix(capacity - left).map { UInt8(bitPattern: $0) })
  }
}
