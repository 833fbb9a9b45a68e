import CLDAP

/// Distinguished names in the one spelling in which they are compared.
enum DistinguishedName {
  /// Lower case, without needless blanks and escapes (RFC 4514); what is none by the standard in lower case.
  static func canonical(_ text: String) -> String {
    var name: LDAPDN?
    guard ldap_str2dn(text, &name, UInt32(LDAP_DN_FORMAT_LDAPV3)) == LDAP_SUCCESS else { return text.lowercased() }
    defer { ldap_dnfree(name) }
    var written: UnsafeMutablePointer<CChar>?
    guard ldap_dn2str(name, &written, UInt32(LDAP_DN_FORMAT_LDAPV3)) == LDAP_SUCCESS, let written else {
      return text.lowercased()
    }
    defer { ldap_memfree(written) }
    return String(cString: written).lowercased()
  }
}
