import CLDAP

/// One entry of an answer, for as long as the answer lives.
struct LDAPEntry {
  private let handle: OpaquePointer
  private let entry: OpaquePointer

  init(_ handle: OpaquePointer, _ entry: OpaquePointer) {
    self.handle = handle
    self.entry = entry
  }

  var name: String {
    guard let text = ldap_get_dn(handle, entry) else { return "" }
    defer { ldap_memfree(text) }
    return String(cString: text)
  }

  /// Names of attributes with their options, and values that are UTF-8 text.
  var attributes: [(name: String, values: [String])] {
    var found: [(String, [String])] = []
    var place: OpaquePointer?
    var name = ldap_first_attribute(handle, entry, &place)
    while let this = name {
      found.append((String(cString: this), values(this)))
      ldap_memfree(this)
      name = ldap_next_attribute(handle, entry, place)
    }
    ber_free(place, 0)
    return found
  }

  private func values(_ name: UnsafeMutablePointer<CChar>) -> [String] {
    guard let values = ldap_get_values_len(handle, entry, name) else { return [] }
    defer { ldap_value_free_len(values) }
    var texts: [String] = []
    var next = values
    while let value = next.pointee {
      let bytes = UnsafeRawBufferPointer(start: value.pointee.bv_val, count: Int(value.pointee.bv_len))
      if let text = String(validating: bytes, as: UTF8.self) { texts.append(text) }
      next += 1
    }
    return texts
  }
}
