import Foundation
import Glibc

/// OpenLDAP's own server in a folder and at a port of its own, with the entries of a test.
public final class Slapd {
  public let folder: TemporaryFolder
  public let port: UInt16
  private var server: ChildProcess?
  private let scheme: String
  public static let password = "vellichord"
  public static let administrator = "cn=admin,dc=school,dc=example"

  /// - Parameters:
  ///   - entries: LDIF of what is below dc=school,dc=example.
  ///   - scheme: "ldap" or "ldaps".
  ///   - tls: lines of its configuration for certificates; FOLDER stands for its folder.
  ///   - more: further lines before its database.
  public init(_ entries: String, scheme: String = "ldap", tls: String = "", more: String = "") throws {
    guard access("/usr/sbin/slapd", X_OK) == 0 else { throw KitError.missing(program: "slapd", package: "slapd") }
    folder = try TemporaryFolder("slapd")
    port = try freePort()
    self.scheme = scheme
    let schemas = ["core", "cosine", "nis", "inetorgperson", "dyngroup", "msuser"].map {
      "include /etc/ldap/schema/\($0).schema"
    }
    try folder.write(
      "slapd.conf",
      text: """
        \(schemas.joined(separator: "\n"))
        modulepath /usr/lib/ldap
        moduleload back_mdb
        pidfile \(folder.file("slapd.pid"))
        \(tls.replacingOccurrences(of: "FOLDER", with: folder.path))
        \(more)
        database mdb
        maxsize 67108864
        suffix "dc=school,dc=example"
        rootdn "\(Self.administrator)"
        rootpw \(Self.password)
        directory \(folder.file("db"))
        dbnosync

        """)
    try folder.write("password", text: Self.password + "\n")
    try load(entries)
  }

  deinit { stop() }

  public var url: String { "\(scheme)://127.0.0.1:\(port)" }

  /// Puts other entries in place of those that it has; not while it runs.
  public func load(_ entries: String) throws {
    try? FileManager.default.removeItem(atPath: folder.file("db"))
    try FileManager.default.createDirectory(atPath: folder.file("db"), withIntermediateDirectories: true)
    let head = "dn: dc=school,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: School\ndc: school\n\n"
    try folder.write("entries.ldif", text: head + entries)
    let added = try ChildProcess.run(
      "/usr/sbin/slapadd", ["-q", "-f", folder.file("slapd.conf"), "-l", folder.file("entries.ldif")])
    guard added.status == 0 else {
      throw KitError.failed(
        program: "slapadd", status: added.status, output: String(decoding: added.output, as: UTF8.self))
    }
  }

  /// Starts it, and waits until it takes connections.
  public func start() throws {
    server = try ChildProcess("/usr/sbin/slapd", ["-d", "0", "-h", url, "-f", folder.file("slapd.conf")])
    try wait(for: "slapd", milliseconds: 20_000) {
      guard let connection = try? Stream.connection(to: port) else { return false }
      close(connection)
      return true
    }
  }

  public func stop() {
    server?.end()
    server = nil
  }

  /// An entry of somebody, who has an address unless `mail` is empty.
  public static func person(_ name: String, mail: String) -> String {
    """
    dn: \(dn(name))
    objectClass: inetOrgPerson
    uid: \(name)
    cn: \(name)
    sn: \(name)
    \(mail.isEmpty ? "" : "mail: \(mail)\n")

    """
  }

  /// An entry of a group.
  /// - Parameter members: distinguished names.
  public static func group(_ name: String, mail: String, members: [String]) -> String {
    """
    dn: \(dn(name, "cn"))
    objectClass: groupOfNames
    objectClass: extensibleObject
    cn: \(name)
    \(mail.isEmpty ? "description: no address" : "mail: \(mail)")
    \(members.map { "member: \($0)" }.joined(separator: "\n"))


    """
  }

  /// The distinguished name of such an entry: "uid" of people, "cn" of groups.
  public static func dn(_ name: String, _ kind: String = "uid") -> String { "\(kind)=\(name),dc=school,dc=example" }
}
