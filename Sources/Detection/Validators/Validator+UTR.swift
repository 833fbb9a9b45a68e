extension Validators {
  /// Unique taxpayer reference. HMRC (OECD, "UK TIN"): ten digits, of which the first checks the others times
  /// 6 7 8 9 10 5 4 3 2 modulo 11; a K may stand at either end.
  static let utr = Validator(name: "utr_check_digit") { matched in
    guard let code = CompactCode(matched) else { return nil }
    let kept = code.bytes.filter { $0 != 0x4B }
    guard code.count - kept.count <= 1, kept.count == 10, kept.allSatisfy({ $0 <= 0x39 }) else { return nil }
    let digits = kept.map { Int($0) - 0x30 }
    let remainder = digits.dropFirst().map { $0 }.weighted([6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11
    let check = [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1][remainder]
    guard !digits.isOneDigit, check == digits[0] else { return nil }
    return String(decoding: kept, as: UTF8.self)
  }
}
