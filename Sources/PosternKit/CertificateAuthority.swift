/// A certificate authority of one's own, made by OpenSSL; gone with this object.
public final class CertificateAuthority: Sendable {
  /// A server's certificate and its private key, as files in PEM.
  public struct Certificate: Hashable, Sendable {
    public var file: String
    public var key: String
  }

  private let folder: TemporaryFolder

  /// Its own certificate, as a file in PEM.
  public var file: String { folder.file("authority.pem") }

  /// - Throws: `KitError.failed` with what OpenSSL said.
  public init() throws(KitError) {
    folder = try TemporaryFolder("authority")
    try openssl(
      ["req", "-x509"] + Self.newKey + [
        "-keyout", folder.file("authority.key"), "-out", file, "-days", "2", "-subj", "/CN=An authority for tests",
      ])
  }

  /// A certificate for a host's name that this authority vouches for.
  public func certificate(for name: String) throws -> Certificate {
    let made = Certificate(file: folder.file("\(name).pem"), key: folder.file("\(name).key"))
    let request = folder.file("\(name).csr")
    try openssl(["req"] + Self.newKey + ["-keyout", made.key, "-out", request, "-subj", "/CN=\(name)"])
    let names = try folder.write("\(name).ext", text: "subjectAltName=DNS:\(name)\n")
    try openssl([
      "x509", "-req", "-in", request, "-CA", file, "-CAkey", folder.file("authority.key"), "-CAcreateserial", "-out",
      made.file, "-days", "2", "-extfile", names,
    ])
    return made
  }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

  private func openssl(_ arguments: [String]) throws(KitError) {
    let made = try ChildProcess.run("/usr/bin/openssl", arguments)
    guard made.status == 0 else {
      throw .failed(program: "openssl", status: made.status, output: String(decoding: made.output, as: UTF8.self))
    }
  }
}
