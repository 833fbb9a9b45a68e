/// Opens encrypted workbook streams ([MS-XLS] §2.2.10).
enum BIFFDecryption {
  enum Outcome {
    /// Not encrypted, or by the password that Excel itself tries.
    case open([UInt8])
    /// A password of the message's opened it.
    case opened([UInt8])
    case locked
  }

  /// Excel encrypts with this where only the structure is protected, and opens without asking (§2.2.10).
  private static let ownPassword = "VelvetSweatshop"
  /// §2.2.10: records that stand in clear: beginnings, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead.
  private static let clear: Set<Int> = [0x0809, 0x0409, 0x0209, 0x002F, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138]
  private static let blockSize = 1024

  static func open(_ stream: [UInt8], passwords: [String]) -> Outcome {
    var records = BIFFRecords(stream)
    var mark: Octets?
    // It stands right after the beginning.
    for _ in 0..<20 {
      guard let record = records.next() else { break }
      if record.kind == BIFFRecords.Kind.filePass {
        mark = record.body
        break
      }
    }
    guard let mark else { return .open(stream) }
    for (number, password) in ([ownPassword] + passwords).enumerated() {
      guard let plain = decrypt(stream, mark, password) else { continue }
      return number == 0 ? .open(plain) : .opened(plain)
    }
    return .locked
  }

  private static func decrypt(_ stream: [UInt8], _ mark: Octets, _ password: String) -> [UInt8]? {
    // Excel 5.0 has XOR alone, without saying so.
    let isOld = mark.count == 4
    if isOld || mark.u16(0) == 0 {
      let place = isOld ? 0 : 2
      guard let key = mark.u16(place), let verifier = mark.u16(place + 2),
        let method = XORObfuscation(key: key, verifier: verifier, password: password)
      else { return nil }
      var plain = stream
      walk(stream) { body, size in method.apply(to: &plain, in: body, size: size) }
      return plain
    }
    guard let header = LegacyCipher.Header(mark.from(2)), let cipher = LegacyCipher(header, password: password) else {
      return nil
    }
    let all = cipher.apply(to: stream, blockSize: blockSize)
    var plain = stream
    walk(stream) { body, _ in plain.replaceSubrange(body, with: all[body]) }
    return plain
  }

  /// Calls `body` with the place of each run of encrypted bytes, and the size of the record's whole body.
  private static func walk(_ stream: [UInt8], _ body: (Range<Int>, Int) -> Void) {
    let octets = Octets(stream)
    var place = 0
    while let kind = octets.u16(place), let length = octets.u16(place + 2), place + 4 + length <= stream.count {
      if kind == 0, length == 0 { return }
      // BoundSheet8 keeps the sheet's place in clear.
      let start = place + 4 + (kind == 0x0085 ? min(4, length) : 0)
      let end = place + 4 + length
      if !clear.contains(kind), start < end { body(start..<end, length) }
      place = end
    }
  }
}
