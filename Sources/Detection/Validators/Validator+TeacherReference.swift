extension Validators {
  /// Teacher reference number. DfE, "Teacher reference number (TRN)": seven digits, also written RP12/34567; letters and the
  /// oblique fall away.
  static let teacherReference = Validator(name: "trn_form") { matched in
    guard let code = CompactCode(matched, dropping: " -/") else { return nil }
    var bytes = code.bytes[...]
    if bytes.starts(with: Array("RP".utf8)) { bytes = bytes.dropFirst(2) }
    let digits = bytes.map { Int($0) - 0x30 }
    guard digits.count == 7, digits.allSatisfy({ (0...9).contains($0) }), !digits.isOneDigit else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
