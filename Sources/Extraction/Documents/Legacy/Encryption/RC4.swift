/// The RC4 stream cipher, with which Office encrypted until 2003 ([MS-OFFCRYPTO] §2.3.5, §2.3.6; RFC 6229 has test
/// vectors). OpenSSL 3 has it in a module of its own, which could not be loaded behind the wall.
struct RC4 {
  private var state = [UInt8](0...255)
  private var one: UInt8 = 0
  private var two: UInt8 = 0

  init(key: [UInt8]) {
    guard !key.isEmpty else { return }
    var other: UInt8 = 0
    for index in 0..<256 {
      other = other &+ state[index] &+ key[index % key.count]
      state.swapAt(index, Int(other))
    }
  }

  mutating func apply(to bytes: inout [UInt8], in range: Range<Int>) {
    bytes.withUnsafeMutableBufferPointer { bytes in
      state.withUnsafeMutableBufferPointer { state in
        for index in range {
          one &+= 1
          two &+= state[Int(one)]
          state.swapAt(Int(one), Int(two))
          bytes[index] ^= state[Int(state[Int(one)] &+ state[Int(two)])]
        }
      }
    }
  }

  mutating func apply(to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    apply(to: &bytes, in: bytes.indices)
    return bytes
  }
}
