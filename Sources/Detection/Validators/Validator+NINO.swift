extension Validators {
  /// National Insurance number. HMRC manual NIM39110: two letters, six digits, A to D. Neither letter is D, F, I, Q, U or V;
  /// the second is not O; BG, GB, KN, NK, NT, TN and ZZ are not given out.
  static let nino = Validator(name: "nino_prefix") { matched in
    guard let code = CompactCode(matched), code.count == 9, code.isLetters(0..<2), code.isDigits(2..<8),
      code.holds(8, "ABCD"), !code.holds(0, "DFIQUV"), !code.holds(1, "DFIOQUV")
    else { return nil }
    let prefix = String(decoding: code.bytes[0..<2], as: UTF8.self)
    guard !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(prefix) else { return nil }
    return code.text
  }
}
