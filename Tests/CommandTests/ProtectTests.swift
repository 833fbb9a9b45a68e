import Foundation
import PosternKit
import Testing

@Suite("postern protect locks files and messages for an admin who tries it")
struct ProtectTests {
  private static let message = """
    From: a.okafor@oakfield.example
    To: b.reed@borough.example
    Subject: List
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=mix

    --mix
    Content-Type: text/plain

    See the list.
    --mix
    Content-Type: text/csv; name=list.csv
    Content-Disposition: attachment; filename=list.csv

    Name,Form
    Jane Roe,7B
    --mix--

    """

  @Test("a message's attachment goes into an archive that opens with the printed password; the rest stays")
  func message() throws {
    let school = try School()
    let path = try school.folder.write("a.eml", text: Self.message)
    let out = school.folder.file("out.eml")
    let outcome = try school.run("protect", "--words", "7", "--output", out, path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let password = try #require(outcome.lines.last).replacingOccurrences(of: "password: ", with: "")
    #expect(password.split(separator: "-").count == 7)
    let text = try String(contentsOfFile: out, encoding: .utf8)
    #expect(!text.contains("Jane Roe"))
    #expect(text.hasPrefix(Self.message.components(separatedBy: "Content-Type: text/csv")[0]))
    let body = try #require(text.components(separatedBy: "\n\n").last?.components(separatedBy: "\n--mix--")[0])
    let archive = try #require(Data(base64Encoded: body, options: .ignoreUnknownCharacters))
    let zip = try school.folder.write("a.zip", archive)
    let (status, content) = try ChildProcess.run("/usr/bin/7z", ["x", "-so", "-p\(password)", zip, "file.csv"])
    #expect(status == 0)
    #expect(String(decoding: content, as: UTF8.self).contains("Jane Roe,7B"))
    // What is there is not written over.
    #expect(try school.run("protect", "--output", out, path).status != 0)
    #expect(try String(contentsOfFile: out, encoding: .utf8) == text)
  }

  @Test("a file takes a password from standard input, which is not printed")
  func file() throws {
    let school = try School()
    let path = try school.folder.write("a.csv", text: "Name,Form\nJane Roe,7B\n")
    let out = school.folder.file("a.zip")
    let outcome = try Program.run(["protect", "--password-file", "-", "-o", out, path], input: "br\u{FB}l\u{E9}e\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.output.contains("br\u{FB}l\u{E9}e") && !outcome.output.contains("password: "))
    let (status, _) = try ChildProcess.run(
      "/usr/bin/7z", ["t", "-pbr\u{FB}l\u{E9}e", out], environment: ["LC_ALL": "C.UTF-8"])
    #expect(status == 0)
  }

  @Test("what cannot be protected is said, and nothing is written")
  func refused() throws {
    let school = try School()
    let path = try school.folder.write("a.eml", text: "Subject: Hi\n\nHello\n")
    let outcome = try school.run("protect", "-o", school.folder.file("out.eml"), path)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("there is nothing in it to protect"))
    #expect(!FileManager.default.fileExists(atPath: school.folder.file("out.eml")))
  }
}
