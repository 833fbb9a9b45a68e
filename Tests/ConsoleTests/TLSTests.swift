import Foundation
import Hummingbird
import PosternKit
import Testing

@testable import Console

@Suite("The console with a certificate of its own", .serialized)
struct TLSTests {
  @Test("speaks TLS 1.2 and later alone, and binds its cookie to that")
  func served() throws {
    let authority = try CertificateAuthority()
    let certificate = try authority.certificate(for: "localhost")
    let site = try ConsoleSite(
      settings: "console: {tls: {certificate: \"\(certificate.file)\", key: \"\(certificate.key)\"}}")
    defer { site.stop() }
    let port = "\(site.client.port)"
    let script = """
      import http.client, ssl, socket, sys
      authority, port = sys.argv[1], int(sys.argv[2])
      context = ssl.create_default_context(cafile=authority)
      def get(context):
          raw = context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="localhost")
          link = http.client.HTTPConnection("127.0.0.1", port)
          link.sock = raw
          link.request("GET", "/sign-in")
          answer = link.getresponse()
          return raw.version(), answer.status, answer.getheader("strict-transport-security"), answer.read().decode()
      version, status, strict, text = get(context)
      print(version, status, strict, "Sign in" in text)
      old = ssl.create_default_context(cafile=authority)
      old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
      old.set_ciphers("ALL:@SECLEVEL=0")
      try:
          get(old)
          print("an old version is taken")
      except ssl.SSLError:
          print("an old version is refused")
      """
    let run = try ChildProcess.run("/usr/bin/python3", ["-W", "ignore", "-c", script, authority.file, port])
    #expect(
      String(decoding: run.output, as: UTF8.self)
        == "TLSv1.3 200 max-age=31536000 True\nan old version is refused\n")
    #expect(SessionCookie(isSecure: true).set("x").description.contains("__Host-postern=x"))
  }
}
