extension Validators {
  /// MAC address, IEEE 802 EUI-48, in pairs or groups of four with one separator throughout; all zeros and all ones name no device.
  static let macAddress = Validator(name: "mac_address") { matched in
    let digits = matched.filter { isHex($0) }
    let separators = Set(matched.filter { !isHex($0) })
    guard digits.count == 12, separators.count <= 1, Set(digits.map { $0 | 0x20 }).count > 1 else { return nil }
    return String(decoding: matched, as: UTF8.self)
  }
}
