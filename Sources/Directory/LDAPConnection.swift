import CLDAP
import Configuration
import Foundation

/// One connection to a directory, by libldap. Not for several threads.
final class LDAPConnection {
  private let handle: OpaquePointer
  private let socket: TimedSocket
  /// The server, for errors.
  private let place: String
  private let timeout: timeval

  /// Connects to the first server that can be reached, encrypts and binds.
  static func open(_ settings: Settings.Directory) throws(DirectoryError) -> LDAPConnection {
    var fault = DirectoryError(.unreachable, "")
    for url in settings.urls {
      do { return try LDAPConnection(url, settings) } catch {
        guard error.kind == .unreachable || error.kind == .slow else { throw error }
        fault = error
      }
    }
    throw fault
  }

  private init(_ url: String, _ settings: Settings.Directory) throws(DirectoryError) {
    place = url
    timeout = timeval(tv_sec: settings.timeoutSeconds, tv_usec: 0)
    let secret = try Self.secret(settings)
    guard let parts = URLComponents(string: url), let host = parts.host else { throw DirectoryError(.unreachable, url) }
    let isSecure = parts.scheme == "ldaps"
    socket = try TimedSocket(
      host: host.trimmingCharacters(in: ["[", "]"]),
      port: parts.port.flatMap(UInt16.init(exactly:)) ?? (isSecure ? 636 : 389), seconds: settings.timeoutSeconds,
      place: url)
    var handle: OpaquePointer?
    let code = ldap_init_fd(socket.descriptor, LDAP_PROTO_TCP, url, &handle)
    guard code == LDAP_SUCCESS, let handle else {
      close(socket.descriptor)
      throw DirectoryError(.unreachable, url, Self.words(code))
    }
    self.handle = handle
    try prepare(settings)
    if isSecure { try check(socket.bounded { ldap_install_tls(handle) }, isEncrypting: true) }
    if settings.startTLS { try check(socket.bounded { ldap_start_tls_s(handle, nil, nil) }, isEncrypting: true) }
    try bind(settings.bindDN ?? "", secret)
  }

  deinit {
    socket.leave()
    // It says farewell, also where nobody listens any more.
    _ = BrokenPipe.unharmed { ldap_unbind_ext_s(handle, nil, nil) }
  }

  private func prepare(_ settings: Settings.Directory) throws(DirectoryError) {
    var version = LDAP_VERSION3
    ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version)
    // Referrals would lead to servers that nobody has named.
    ldap_set_option(handle, LDAP_OPT_REFERRALS, nil)
    var timeout = timeout
    ldap_set_option(handle, LDAP_OPT_TIMEOUT, &timeout)
    var demand = LDAP_OPT_X_TLS_DEMAND
    ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand)
    if let file = settings.caFile {
      guard FileManager.default.isReadableFile(atPath: file),
        ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, file) == LDAP_OPT_SUCCESS
      else { throw DirectoryError(.encryption, place, "\(file) cannot be read") }
    }
    var isServer: Int32 = 0
    guard ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &isServer) == LDAP_OPT_SUCCESS else {
      throw DirectoryError(.encryption, place, "its certificates cannot be used")
    }
  }

  private static func secret(_ settings: Settings.Directory) throws(DirectoryError) -> [UInt8] {
    guard let file = settings.passwordFile else { return [] }
    guard let data = FileManager.default.contents(atPath: file), data.count <= 4_096 else {
      throw DirectoryError(.password, file)
    }
    let secret = Array(data.prefix { $0 != 0x0A && $0 != 0x0D && $0 != 0 })
    // With an empty password a server may take anybody for nobody, and say that all is well (RFC 4513 §5.1.2).
    guard !secret.isEmpty else { throw DirectoryError(.password, file, "it is empty") }
    return secret
  }

  private func bind(_ name: String, _ secret: [UInt8]) throws(DirectoryError) {
    var secret = secret
    let code = secret.withUnsafeMutableBytes { bytes in
      var value = berval(bv_len: ber_len_t(bytes.count), bv_val: bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
      return socket.bounded { ldap_sasl_bind_s(handle, name, nil, &value, nil, nil, nil) }
    }
    try check(code)
  }

  /// One page of what a filter finds below a base.
  /// - Parameters:
  ///   - cookie: what the page before gave; empty for the first.
  ///   - body: takes each entry.
  /// - Returns: the cookie of the next page; empty at the end.
  func page(
    below base: String, filter: String, attributes: [String], size: Int, cookie: [UInt8],
    body: (LDAPEntry) throws(DirectoryError) -> Void
  ) throws(DirectoryError) -> [UInt8] {
    var bytes = cookie
    var control: UnsafeMutablePointer<LDAPControl>?
    let made = bytes.withUnsafeMutableBytes { raw in
      var value = berval(bv_len: ber_len_t(raw.count), bv_val: raw.baseAddress?.assumingMemoryBound(to: CChar.self))
      return ldap_create_page_control(handle, ber_int_t(size), &value, 0, &control)
    }
    try check(made)
    defer { ldap_control_free(control) }
    let result = try search(base, LDAP_SCOPE_SUBTREE, filter, attributes, control)
    defer { ldap_msgfree(result) }
    try each(of: result, body)
    return try cookieAfter(result)
  }

  /// One entry's attributes.
  func entry(_ name: String, attributes: [String], body: (LDAPEntry) throws(DirectoryError) -> Void)
    throws(DirectoryError)
  {
    let result = try search(name, LDAP_SCOPE_BASE, "(objectClass=*)", attributes, nil)
    defer { ldap_msgfree(result) }
    try each(of: result, body)
  }

  private func search(
    _ base: String, _ scope: Int32, _ filter: String, _ attributes: [String],
    _ control: UnsafeMutablePointer<LDAPControl>?
  ) throws(DirectoryError) -> OpaquePointer? {
    var names = attributes.map { strdup($0) }
    defer { for name in names { free(name) } }
    names.append(nil)
    // Ends at the first nil: without a control there is none.
    var controls = [control, nil]
    var result: OpaquePointer?
    var timeout = timeout
    let code = socket.bounded {
      ldap_search_ext_s(handle, base, scope, filter, &names, 0, &controls, nil, &timeout, 0, &result)
    }
    guard code == LDAP_SUCCESS else {
      ldap_msgfree(result)
      throw fault(code)
    }
    return result
  }

  private func each(
    of result: OpaquePointer?, _ body: (LDAPEntry) throws(DirectoryError) -> Void
  ) throws(DirectoryError) {
    var entry = ldap_first_entry(handle, result)
    while let this = entry {
      try body(LDAPEntry(handle, this))
      entry = ldap_next_entry(handle, this)
    }
  }

  private func cookieAfter(_ result: OpaquePointer?) throws(DirectoryError) -> [UInt8] {
    var code: Int32 = 0
    var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
    try check(ldap_parse_result(handle, result, &code, nil, nil, nil, &controls, 0))
    defer { ldap_controls_free(controls) }
    guard let control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nil) else { return [] }
    var value = berval()
    var count: ber_int_t = 0
    try check(ldap_parse_pageresponse_control(handle, control, &count, &value))
    defer { ber_memfree(value.bv_val) }
    return Array(UnsafeRawBufferPointer(start: value.bv_val, count: Int(value.bv_len)))
  }

  private func check(_ code: Int32, isEncrypting: Bool = false) throws(DirectoryError) {
    guard code == LDAP_SUCCESS else { throw fault(code, isEncrypting: isEncrypting) }
  }

  private func fault(_ code: Int32, isEncrypting: Bool = false) -> DirectoryError {
    if socket.isLate { return DirectoryError(.slow, place) }
    let kind: DirectoryError.Kind =
      switch code {
      case LDAP_SERVER_DOWN: hasTLSFault ? .encryption : .unreachable
      case LDAP_TIMEOUT, LDAP_TIMELIMIT_EXCEEDED: .slow
      case LDAP_INVALID_CREDENTIALS, LDAP_INSUFFICIENT_ACCESS, LDAP_STRONG_AUTH_REQUIRED,
        LDAP_INAPPROPRIATE_AUTH, LDAP_UNWILLING_TO_PERFORM, LDAP_CONFIDENTIALITY_REQUIRED:
        .refused
      case LDAP_CONNECT_ERROR: .encryption
      case LDAP_NO_SUCH_OBJECT: .base
      case LDAP_SIZELIMIT_EXCEEDED, LDAP_ADMINLIMIT_EXCEEDED: .tooMuch
      default: isEncrypting ? .encryption : .answer
      }
    return DirectoryError(kind, place, Self.words(code))
  }

  /// Whether the connection broke over its encryption, of which libldap says no more than that the server is down.
  private var hasTLSFault: Bool {
    var message: UnsafeMutablePointer<CChar>?
    ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &message)
    defer { ldap_memfree(message) }
    guard let message else { return false }
    let words = String(cString: message).lowercased()
    return ["tls", "certificate", "handshake"].contains(where: words.contains)
  }

  private static func words(_ code: Int32) -> String { ldap_err2string(code).map { String(cString: $0) } ?? "\(code)" }
}
