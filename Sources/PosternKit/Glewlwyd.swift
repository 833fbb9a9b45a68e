import Foundation
import Glibc

/// Glewlwyd, an OpenID Connect server that Debian ships, in a folder and at a port of its own.
public final class Glewlwyd {
  public let folder: TemporaryFolder
  public let port: UInt16
  private var server: ChildProcess?
  private let administrator: WebClient
  public static let client = "postern"
  public static let secret = "vellichord susurrus"

  /// As its tokens name it.
  public var issuer: String { "http://127.0.0.1:\(port)/api/oidc" }

  /// An account, with what its tokens claim of it.
  public struct Person: Sendable {
    public var name: String
    public var address: String
    public var isVerified: Bool
    /// Further claims of the tokens, of those that `claims` lists.
    public var more: [String: String]

    public init(_ name: String, address: String, isVerified: Bool = true, more: [String: String] = [:]) {
      self.name = name
      self.address = address
      self.isVerified = isVerified
      self.more = more
    }
  }

  private static let claims = ["tid", "oid", "hd", "preferred_username"]
  private static let schema = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"

  /// Starts it, with one client that may send people to `redirect`.
  /// - Parameter life: how long its tokens serve, in seconds.
  public init(redirect: String, life: Int = 3_600) throws {
    for path in ["/usr/bin/glewlwyd", Self.schema] where access(path, R_OK) != 0 {
      throw KitError.missing(program: path, package: "glewlwyd")
    }
    folder = try TemporaryFolder("glewlwyd")
    port = try freePort()
    administrator = WebClient(port: port)
    try folder.write(
      "glewlwyd.conf",
      text: """
        port=\(port)
        bind_address="127.0.0.1"
        external_url="http://127.0.0.1:\(port)/"
        login_url="login.html"
        api_prefix="api"
        log_mode="file"
        log_level="WARNING"
        log_file="\(folder.file("glewlwyd.log"))"
        cookie_secure=0
        session_key="GLEWLWYD"
        admin_scope="g_admin"
        profile_scope="g_profile"
        user_module_path="/usr/lib/glewlwyd/user"
        client_module_path="/usr/lib/glewlwyd/client"
        user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
        plugin_module_path="/usr/lib/glewlwyd/plugin"
        hash_algorithm="SHA512"
        database = { type = "sqlite3"  path = "\(folder.file("glewlwyd.db"))" };

        """)
    let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())"
    let made = try ChildProcess.run("/usr/bin/python3", ["-c", script, folder.file("glewlwyd.db"), Self.schema])
    guard made.status == 0 else {
      throw KitError.failed(
        program: "python3", status: made.status, output: String(decoding: made.output, as: UTF8.self))
    }
    try start()
    try signIn(administrator, "admin", "password")
    try allowClaims()
    try setKey(life: life, isNew: true)
    try add(client: Self.client, redirect: redirect)
  }

  deinit { stop() }

  /// Starts it again, with all that it had.
  public func start() throws {
    server = try ChildProcess("/usr/bin/glewlwyd", ["--config-file=\(folder.file("glewlwyd.conf"))"])
    try wait(for: "glewlwyd", milliseconds: 20_000) {
      guard let connection = try? Stream.connection(to: port) else { return false }
      close(connection)
      return true
    }
  }

  public func stop() {
    server?.end()
    server = nil
  }

  /// Makes an account that may sign in to a client.
  public func add(_ person: Person, clients: [String] = [Glewlwyd.client]) throws {
    var body: [String: Any] = [
      "username": person.name, "name": person.name, "email": person.address, "password": Self.password,
      "enabled": true, "verified": person.isVerified ? "yes" : "no", "scope": ["openid", "g_profile"],
    ]
    body.merge(person.more) { $1 }
    try call("POST", "/api/user/", body)
    let own = WebClient(port: port)
    try signIn(own, person.name, Self.password)
    for client in clients { try call("PUT", "/api/auth/grant/\(client)", ["scope": "openid"], by: own) }
  }

  /// Registers a client, with the same secret for all.
  public func add(client: String, redirect: String) throws {
    try call(
      "POST", "/api/client/",
      [
        "client_id": client, "name": client, "confidential": true, "enabled": true, "client_secret": Self.secret,
        "redirect_uri": [redirect], "authorization_type": ["code"], "scope": [String](),
        "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post"],
      ])
  }

  /// Signs with a new key from now on, and shows that alone.
  public func changeKey(life: Int = 3_600) throws { try setKey(life: life, isNew: false) }

  /// Does what a browser does in which somebody is signed in: goes where a client sends it, and is sent back.
  /// - Parameter address: of the authorisation endpoint, with its query.
  /// - Returns: the fields of the query that it is sent back with.
  public func answer(to address: String, as person: String) throws -> [String: String] {
    let browser = WebClient(port: port)
    try signIn(browser, person, Self.password)
    guard let place = address.range(of: "://127.0.0.1:\(port)") else {
      throw KitError.protocolViolation("not an address of Glewlwyd")
    }
    // The mark by which its own page of consent says that the person has agreed.
    let answer = try browser.get(String(address[place.upperBound...]) + "&g_continue=")
    guard answer.status == 302, let target = answer["location"], let query = URLComponents(string: target)?.queryItems
    else { throw KitError.protocolViolation("Glewlwyd answers \(answer.status)") }
    return Dictionary(query.map { ($0.name, $0.value ?? "") }) { $1 }
  }

  private static let password = "sussurating lamplighter"

  private func signIn(_ client: WebClient, _ name: String, _ password: String) throws {
    try call("POST", "/api/auth/", ["username": name, "password": password], by: client)
  }

  /// Lets its own database of people hold what tokens are to claim.
  private func allowClaims() throws {
    let answer = try administrator.get("/api/mod/user/database")
    var module = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
    var parameters = module["parameters"] as? [String: Any] ?? [:]
    var format = parameters["data-format"] as? [String: Any] ?? [:]
    for name in Self.claims + ["verified"] { format[name] = ["multiple": false, "read": true, "write": true] }
    parameters["data-format"] = format
    module["parameters"] = parameters
    try call("PUT", "/api/mod/user/database", module)
    try call("PUT", "/api/mod/user/database/reset", nil)
  }

  private func setKey(life: Int, isNew: Bool) throws {
    let (key, shown) = (folder.file("key.pem"), folder.file("shown.pem"))
    for arguments in [["genrsa", "-out", key, "2048"], ["rsa", "-in", key, "-pubout", "-out", shown]] {
      let made = try ChildProcess.run("/usr/bin/openssl", arguments)
      guard made.status == 0 else {
        throw KitError.failed(
          program: "openssl", status: made.status, output: String(decoding: made.output, as: UTF8.self))
      }
    }
    let more: [[String: Any]] = Self.claims.map {
      ["name": $0, "user-property": $0, "type": "string", "mandatory": true, "on-demand": false]
    }
    let verified: [String: Any] = [
      "name": "email_verified", "user-property": "verified", "type": "boolean", "boolean-value-true": "yes",
      "boolean-value-false": "no", "mandatory": true, "on-demand": false,
    ]
    let parameters: [String: Any] = [
      "iss": issuer, "jwt-type": "rsa", "jwt-key-size": "256",
      "key": try String(contentsOfFile: key, encoding: .utf8),
      "cert": try String(contentsOfFile: shown, encoding: .utf8),
      "access-token-duration": life, "refresh-token-duration": 86_400, "code-duration": 600,
      "refresh-token-rolling": false, "allow-non-oidc": false, "auth-type-code-enabled": true,
      "auth-type-token-enabled": false, "auth-type-id-token-enabled": true, "auth-type-password-enabled": false,
      "auth-type-client-enabled": false, "auth-type-device-enabled": false, "auth-type-refresh-enabled": true,
      "jwks-show": true, "pkce-allowed": true, "pkce-method-plain-allowed": false, "pkce-required": true,
      "subject-type": "public", "email-claim": "mandatory", "name-claim": "mandatory", "scope-claim": "no",
      "claims": more + [verified],
    ]
    let plugin: [String: Any] = [
      "module": "oidc", "name": "oidc", "display_name": "oidc", "parameters": parameters,
    ]
    try call(isNew ? "POST" : "PUT", isNew ? "/api/mod/plugin/" : "/api/mod/plugin/oidc", plugin)
    if !isNew { try call("PUT", "/api/mod/plugin/oidc/reset", nil) }
  }

  private func call(_ method: String, _ path: String, _ body: [String: Any]?, by client: WebClient? = nil) throws {
    let content = try body.map { Array(try JSONSerialization.data(withJSONObject: $0)) }
    let answer = try (client ?? administrator).request(
      method, path, headers: ["Content-Type": "application/json", "Origin": ""], body: content ?? [])
    guard answer.status == 200 else {
      throw KitError.failed(program: "glewlwyd: \(method) \(path)", status: Int32(answer.status), output: answer.text)
    }
  }
}
