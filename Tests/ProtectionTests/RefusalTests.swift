import Extraction
import Foundation
import MIME
import Testing

@testable import Protection

@Suite("Mail that is left alone, or cannot be protected")
struct RefusalTests {
  private static let csv = Array("a,b\n".utf8)

  @Test("a signature over an attachment stops it", arguments: ["multipart", "opaque"])
  func signed(way: String) throws {
    let entity =
      way == "multipart"
      ? Mail.multipart(
        "signed", "sig",
        [
          Mail.multipart("mixed", "mix", [Mail.part("text/plain", "Hi"), Mail.file("a.csv", Self.csv)]),
          Mail.part(
            "application/pkcs7-signature; name=smime.p7s", Mail.base64([1, 2, 3]), "Content-Transfer-Encoding: base64"),
        ])
      : Mail.part(
        "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        Mail.base64(try Sample.document("signed.p7m")),
        "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=smime.p7m")
    let bytes = Mail.wire(Mail.message(entity))
    for body in [false, true] {
      #expect {
        try Mail.protect(bytes, body: body)
      } throws: {
        guard case .signed = $0 as? ProtectionFailure else {
          return way == "opaque" && !body && $0 as? ProtectionFailure == .nothingToProtect
        }
        return true
      }
    }
  }

  @Test("an encrypted message is locked already, and stays as it is", arguments: ["pgp", "smime"])
  func encrypted(way: String) throws {
    let armour = "-----BEGIN PGP MESSAGE-----\n\nhQEMA5\n=abcd\n-----END PGP MESSAGE-----\n"
    let entity =
      way == "pgp"
      ? "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=enc\n\n--enc\n"
        + Mail.part("application/pgp-encrypted", "Version: 1\n") + "\n--enc\n"
        + Mail.part("application/octet-stream; name=encrypted.asc", armour) + "\n--enc--\n"
      : Mail.part(
        "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        Mail.base64(try Sample.document("enveloped.p7m")),
        "Content-Transfer-Encoding: base64")
    let bytes = Mail.wire(Mail.message(entity))
    let (rebuilt, parts) = try Mail.protect(bytes, body: true)
    #expect((rebuilt == bytes))
    #expect(parts.map(\.outcome) == [.alreadyLocked])
  }

  @Test("what only says that it is encrypted is not believed")
  func liar() throws {
    let bytes = Mail.wire(
      Mail.message(
        Mail.part(
          "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", Mail.base64(Self.csv),
          "Content-Transfer-Encoding: base64")))
    let (rebuilt, parts) = try Mail.protect(bytes)
    #expect(parts.map(\.outcome) == [.archive(reason: nil)])
    #expect(!rebuilt.containsRun(Array(Mail.base64(Self.csv).utf8)))
  }

  @Test("a file that needs a password already stays, and the others are protected")
  func mixed() throws {
    let bytes = Mail.wire(
      Mail.message(
        Mail.multipart(
          "mixed", "mix",
          [
            Mail.part("text/plain", "Hi"), Mail.file("a.docx", try Sample.document("password.docx")),
            Mail.file("b.csv", Self.csv),
          ])))
    let (rebuilt, parts) = try Mail.protect(bytes)
    #expect(parts.map(\.outcome) == [.alreadyLocked, .archive(reason: nil)])
    #expect(Mail.read(bytes)[2] == Mail.read(rebuilt)[2])
  }

  @Test("a file written into the text cannot go alone, and goes with the text")
  func uuencoded() throws {
    let text = "Hello\nbegin 644 list.csv\n$82QB\"@``\n`\nend\n"
    let bytes = Mail.wire(Mail.message(Mail.part("text/plain", text)))
    #expect(throws: ProtectionFailure.self) { try Mail.protect(bytes) }
    let (rebuilt, _) = try Mail.protect(bytes, body: true)
    #expect(!rebuilt.containsRun(Array("begin 644".utf8)))
  }

  @Test("where mail programs split a message differently, nothing is done")
  func ambiguous() throws {
    let inner = Mail.multipart(
      "mixed", "one",
      [
        Mail.part("text/plain", "Hi\n--two\nContent-Type: text/csv; name=b.csv\n\nx,y\n--two--\n"),
        Mail.file("a.csv", Self.csv),
      ])
    let bytes = Mail.wire(Mail.message("Content-Type: multipart/mixed; boundary=two\n" + inner))
    #expect(throws: ProtectionFailure.ambiguous) { try Mail.protect(bytes) }
  }

  @Test("where a delimiter within a part's header makes two parts of one body, nothing is done")
  func overlapping() throws {
    let file = Mail.file("a.csv", Self.csv).replacingOccurrences(of: "base64\n", with: "ba\n--mix\nse64\n")
    let bytes = Mail.wire(Mail.message(Mail.multipart("mixed", "mix", [Mail.part("text/plain", "Hi"), file])))
    #expect(throws: ProtectionFailure.ambiguous) { try Mail.protect(bytes) }
  }

  @Test("nothing to protect, too deep, and no message at all are told apart")
  func others() throws {
    #expect(throws: ProtectionFailure.nothingToProtect) {
      try Mail.protect(Mail.wire(Mail.message(Mail.part("text/plain", "Hi"))))
    }
    var deep = Mail.part("text/plain", "Hi")
    for level in 0..<80 { deep = Mail.multipart("mixed", "b\(level)", [deep]) }
    #expect(throws: ProtectionFailure.tooLarge) { try Mail.protect(Mail.wire(Mail.message(deep)), body: true) }
    #expect(throws: ProtectionFailure.self) { try Mail.protect([]) }
    #expect(throws: ProtectionFailure.self) { try Mail.protect([0, 1, 2, 3]) }
  }
}
