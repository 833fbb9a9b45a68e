/// Postfix's macros, as they stand at one step.
protocol Macros {
  /// The value of a macro; nil if the MTA told none or an empty one.
  subscript(_ name: String) -> String? { get }
}

/// The macros that Postern needs, for which it asks the MTA, whatever `milter_connect_macros` and its like say.
enum WantedMacros {
  /// The step's number (`SMFIM_…` of libmilter/mfapi.h), and names by spaces.
  ///
  /// TLS is asked for at MAIL, since a client may leave out the second EHLO.
  static let all: [(step: UInt32, names: String)] = [
    (0, "j _ {daemon_name} {client_addr} {client_port}"),
    (
      2,
      "i {auth_type} {auth_authen} {tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer} {verify} {daemon_name}"
    ),
    (4, "i"),
    (5, "i"),
  ]
}
