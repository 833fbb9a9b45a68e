import CMilter

/// Postfix's macros at one step, as libmilter has them.
struct Macros {
  private let context: OpaquePointer?

  init(_ context: OpaquePointer?) { self.context = context }

  /// The value of a macro; nil if the MTA told none or an empty one.
  subscript(_ name: String) -> String? {
    let value = name.withCString { smfi_getsymval(context, UnsafeMutablePointer(mutating: $0)) }
    guard let value, value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Asks the MTA for what Postern needs, whatever `milter_connect_macros` and its like say. Only while negotiating.
  ///
  /// TLS is asked for at MAIL, since a client may leave out the second EHLO.
  static func ask(_ context: OpaquePointer?) {
    let wanted: [(Int32, String)] = [
      (SMFIM_CONNECT, "j _ {daemon_name} {client_addr} {client_port}"),
      (
        SMFIM_ENVFROM,
        "i {auth_type} {auth_authen} {tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer} {verify} {daemon_name}"
      ),
      (SMFIM_DATA, "i"),
      (SMFIM_EOM, "i"),
    ]
    for (step, names) in wanted {
      _ = names.withCString { smfi_setsymlist(context, step, UnsafeMutablePointer(mutating: $0)) }
    }
  }
}
