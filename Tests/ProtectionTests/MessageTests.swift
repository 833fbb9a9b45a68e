import Extraction
import Foundation
import MIME
import Testing

@testable import Protection

@Suite("Messages whose attachments are protected")
struct MessageTests {
  private static let csv = Array("Name,Form\nJane Roe,7B\n".utf8)
  private static let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47] + (0..<200).map { UInt8($0) }

  private static var letter: String {
    Mail.multipart(
      "related", "rel",
      [
        Mail.multipart(
          "alternative", "alt",
          [
            Mail.part("text/plain; charset=utf-8", "Dear Ms Reed,\nsee the list.\n", "Content-Transfer-Encoding: 8bit"),
            Mail.part(
              "text/html; charset=iso-8859-1", "<p>Dear Ms R=E9ed, <img src=3D\"cid:logo@oakfield\"></p>",
              "Content-Transfer-Encoding: quoted-printable"),
          ]),
        Mail.part(
          "image/png", Mail.base64(picture), "Content-ID: <logo@oakfield>",
          "Content-Disposition: inline; filename=logo.png",
          "Content-Transfer-Encoding: base64"),
      ])
  }

  private static func message(_ files: [String]) -> String {
    Mail.message(Mail.multipart("mixed", "mix", [letter] + files))
  }

  @Test(
    "one document gets its password in place, and every other byte stays", arguments: ["\r\n", "\n"],
    [("hidden.docx", ProtectedPart.Outcome.office), ("marks.pdf", .pdf)])
  func inPlace(lineEnd: String, document: (name: String, outcome: ProtectedPart.Outcome)) throws {
    let file = try Sample.document(document.name)
    let bytes = Mail.wire(
      Self.message([Mail.file("Plan of M\u{E9}l.docx", file, more: "; size=\(file.count); x=1")]), lineEnd)
    let (rebuilt, parts) = try Mail.protect(bytes)
    #expect(parts == [ProtectedPart(number: "2", outcome: document.outcome)])
    let (before, after) = (Mail.read(bytes), Mail.read(rebuilt))
    #expect(before.map(\.number) == after.map(\.number))
    for (old, new) in zip(before, after) where old.number != "2" && old.number != "TEXT" { #expect(old == new) }
    let attachment = try #require(after.last)
    #expect(attachment.name == "Plan of M\u{E9}l.docx")
    #expect(attachment.disposition == "attachment")
    // The old size is gone, other parameters stay.
    #expect(attachment.header.containsRun(Array("; x=1".utf8)) && !attachment.header.containsRun(Array("size=".utf8)))
    if document.outcome == .office {
      #expect((try OtherPrograms.openOffice(attachment.content, "lantern-orbit")) == file)
    } else {
      #expect(try OtherPrograms.openPDF(attachment.content, "lantern-orbit") != nil)
    }
    Self.keepsLineEnds(rebuilt, lineEnd)
  }

  @Test("several files become one archive in the first one's place", arguments: ["\r\n", "\n"])
  func several(lineEnd: String) throws {
    let docx = try Sample.document("hidden.docx")
    let bytes = Mail.wire(
      Self.message([
        Mail.file("Roe.docx", docx), Mail.file("Roe.csv", Self.csv, type: "text/csv"),
        Mail.part("text/plain", "-- \nOakfield Academy\n"), Mail.file("Roe.png", Self.picture, type: "image/png"),
      ]), lineEnd)
    let (rebuilt, parts) = try Mail.protect(bytes)
    #expect(parts.map(\.number) == ["2", "3", "5"])
    #expect(parts.allSatisfy { $0.outcome == .archive(reason: nil) })
    let after = Mail.read(rebuilt)
    #expect(
      after.filter { !$0.isMultipart }.map(\.type) == [
        "text/plain", "text/html", "image/png", "application/zip", "text/plain",
      ])
    let archive = try #require(after.first { $0.type == "application/zip" })
    #expect(archive.name == "protected.zip" && archive.disposition == "attachment")
    let files = try #require(try OtherPrograms.unzip(archive.content, "lantern-orbit"))
    #expect((files == ["file-1.docx": docx, "file-2.csv": Self.csv, "file-3.png": Self.picture]))
    #expect(!rebuilt.containsRun(Array("Roe.".utf8)))
    Self.keepsLineEnds(rebuilt, lineEnd)
  }

  @Test("a forwarded message is protected as a whole, with what is attached to it")
  func forwarded() throws {
    let inner = Mail.message(
      Mail.multipart("mixed", "in", [Mail.part("text/plain", "Hello\n"), Mail.file("a.csv", Self.csv)]))
    let bytes = Mail.wire(Self.message([Mail.part("message/rfc822", inner)]))
    for parts in [ProtectionOrder.Parts.attachments, .numbered(["2"]), .numbered(["2.2"])] {
      let (rebuilt, outcome) = try Mail.protect(bytes, parts)
      #expect(outcome == [ProtectedPart(number: "2", outcome: .archive(reason: nil))])
      let archive = try #require(Mail.read(rebuilt).last)
      let files = try #require(try OtherPrograms.unzip(archive.content, "lantern-orbit"))
      #expect((files["file.eml"] == Array(Mail.wire(inner).dropLast(0))))
    }
  }

  @Test("attachments as they stand, in 8 bits or quoted-printable, and one that closes an unclosed message")
  func encodings() throws {
    let eight = "Caf\u{E9},\u{1F600}\nsecond"
    let bytes = Mail.wire(
      Self.message([
        Mail.part("text/csv; charset=utf-8; name=a.csv", eight, "Content-Transfer-Encoding: 8bit"),
        Mail.part("text/csv; name=b.csv", "a=3Db=\nc", "Content-Transfer-Encoding: quoted-printable"),
      ]).replacingOccurrences(of: "--mix--\n", with: ""))
    let (rebuilt, _) = try Mail.protect(bytes)
    let archive = try #require(Mail.read(rebuilt).last)
    let files = try #require(try OtherPrograms.unzip(archive.content, "lantern-orbit"))
    #expect((files == ["file-1.csv": Mail.wire(eight), "file-2.csv": Array("a=bc\r\n".utf8)]))
  }

  @Test("chosen parts alone are protected")
  func chosen() throws {
    let bytes = Mail.wire(Self.message([Mail.file("a.csv", Self.csv), Mail.file("b.csv", Self.csv)]))
    let (rebuilt, parts) = try Mail.protect(bytes, .numbered(["3"]))
    #expect(parts.map(\.number) == ["3"])
    let (before, after) = (Mail.read(bytes), Mail.read(rebuilt))
    #expect(before.first { $0.number == "2" } == after.first { $0.number == "2" })
    #expect(after.last?.type == "application/zip")
    #expect(throws: ProtectionFailure.unknownPart("7")) { try Mail.protect(bytes, .numbered(["7"])) }
  }

  @Test("a multipart that would hold nothing any more goes with its last part")
  func emptied() throws {
    let bytes = Mail.wire(
      Mail.message(
        Mail.multipart(
          "mixed", "mix",
          [
            Mail.part("text/plain", "Hello"), Mail.multipart("mixed", "one", [Mail.file("a.csv", Self.csv)]),
            Mail.multipart("mixed", "two", [Mail.multipart("mixed", "three", [Mail.file("b.csv", Self.csv)])]),
            Mail.part("text/plain", "Goodbye"),
          ])))
    let (rebuilt, _) = try Mail.protect(bytes)
    #expect(
      Mail.read(rebuilt).map(\.type) == [
        "multipart/mixed", "text/plain", "multipart/mixed", "application/zip", "text/plain",
      ])
    #expect(Mail.read(rebuilt).last?.content == Array("Goodbye".utf8))
  }

  @Test("a message that is nothing but a file keeps its own header", arguments: [true, false])
  func bare(isPDF: Bool) throws {
    let file = isPDF ? try Sample.document("marks.pdf") : Self.csv
    var text = Mail.message(Mail.file("scan", file, type: isPDF ? "application/pdf" : "text/csv"))
    text = text.replacingOccurrences(of: "MIME-Version: 1.0\n", with: "")
    let bytes = Mail.wire(text)
    let (rebuilt, parts) = try Mail.protect(bytes)
    #expect(parts == [ProtectedPart(number: "1", outcome: isPDF ? .pdf : .archive(reason: nil))])
    let after = try #require(Mail.read(rebuilt).first)
    #expect(
      after.header.starts(with: Mail.wire(Mail.message("").replacingOccurrences(of: "MIME-Version: 1.0\n", with: ""))))
    #expect(after.header.containsRun(Array("MIME-Version: 1.0\r\n".utf8)))
    #expect(after.type == (isPDF ? "application/pdf" : "application/zip"))
    Self.keepsLineEnds(rebuilt, "\r\n")
  }

  @Test("an archive's name in any script is written by RFC 2231")
  func names() throws {
    let bytes = Mail.wire(Self.message([Mail.file("a.csv", Self.csv)]))
    let name = "Diogelwyd \u{2013} gwybodaeth am ddisgyblion \u{65E5}\u{672C}\u{8A9E} a r\u{F4}l.zip"
    let archive = try #require(Mail.read(try Mail.protect(bytes, name: name).bytes).last)
    #expect(archive.name == name)
    #expect(archive.header.allSatisfy { $0 < 0x80 })
    #expect(archive.header.split(separator: 0x0A).allSatisfy { $0.count <= 79 })
  }

  @Test("two hundred attachments become one archive, and all of them are in it")
  func many() throws {
    let files = (0..<200).map { number in Array("Pupil \(number)\n".utf8) }
    let bytes = Mail.wire(
      Self.message(files.enumerated().map { Mail.file("Roe-\($0.offset).csv", $0.element, type: "text/csv") }))
    let (rebuilt, parts) = try Mail.protect(bytes)
    #expect(parts.count == 200 && parts.allSatisfy { $0.outcome == .archive(reason: nil) })
    let after = Mail.read(rebuilt).filter { !$0.isMultipart }
    #expect(after.map(\.type) == ["text/plain", "text/html", "image/png", "application/zip"])
    let archive = try #require(after.last)
    let unpacked = try #require(try OtherPrograms.unzip(archive.content, "lantern-orbit"))
    #expect(unpacked.count == 200)
    for (number, file) in files.enumerated() { #expect(unpacked["file-\(number + 1).csv"] == file) }
    #expect(!rebuilt.containsRun(Array("Roe-".utf8)))
  }

  @Test(
    "a file's name stays as it was written, in any script and form",
    arguments: [
      "filename*=utf-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.docx", "filename=\"=?utf-8?B?5aCx5ZGK5pu4LmRvY3g=?=\"",
      "filename=\"Cynllun r\u{F4}l \u{1F600}.docx\"", "filename*0*=utf-8''%E5%A0%B1; filename*1*=%E5%91%8A.docx",
    ])
  func scripts(disposition: String) throws {
    let docx = try Sample.document("hidden.docx")
    let file = Mail.part(
      "application/octet-stream", Mail.base64(docx), "Content-Disposition: attachment; \(disposition)",
      "Content-Transfer-Encoding: base64")
    let bytes = Mail.wire(Self.message([file]))
    let (before, after) = (Mail.read(bytes), Mail.read(try Mail.protect(bytes).bytes))
    #expect(after.last?.name?.hasSuffix(".docx") == true)
    #expect(before.last?.name == after.last?.name && before.last?.header == after.last?.header)
    // Among others it goes into the archive, where its ending alone is told.
    let two = Mail.wire(Self.message([file, Mail.file("b.csv", Self.csv)]))
    let archive = try #require(Mail.read(try Mail.protect(two).bytes).last)
    let unpacked = try #require(try OtherPrograms.unzip(archive.content, "lantern-orbit"))
    #expect((unpacked == ["file-1.docx": docx, "file-2.csv": Self.csv]))
  }

  static func keepsLineEnds(_ bytes: [UInt8], _ lineEnd: String) {
    for (place, byte) in bytes.enumerated() where byte == 0x0A {
      guard (place > 0 && bytes[place - 1] == 0x0D) == (lineEnd == "\r\n") else {
        Issue.record("a line ends otherwise at byte \(place)")
        return
      }
    }
  }
}

@Suite("Texts that are protected")
struct BodyTests {
  @Test("the text becomes a document in the archive, with its pictures in it, and a note stands in its place")
  func whole() throws {
    let html = "<p>Jane Roe <img src=\"cid:a@b\"> caf=E9</p>"
    let entity = Mail.multipart(
      "related", "rel",
      [
        Mail.multipart(
          "alternative", "alt",
          [
            Mail.part("text/plain", "Jane Roe\n"),
            Mail.part(
              "text/html; charset=iso-8859-1", html.replacingOccurrences(of: "=\"", with: "=3D\""),
              "Content-Transfer-Encoding: quoted-printable"),
          ]), Mail.part("image/png", Mail.base64([1, 2, 3]), "Content-ID: <a@b>", "Content-Transfer-Encoding: base64"),
      ])
    let bytes = Mail.wire(Mail.message(entity))
    let (rebuilt, parts) = try Mail.protect(bytes, body: true)
    #expect(parts == [ProtectedPart(number: "TEXT", outcome: .archive(reason: nil))])
    let after = Mail.read(rebuilt)
    #expect(after.map(\.type) == ["multipart/mixed", "text/plain", "application/zip"])
    #expect(String(decoding: after[1].content, as: UTF8.self).contains("\"protected.zip\""))
    #expect(!rebuilt.containsRun(Array("Jane Roe".utf8)))
    let files = try #require(try OtherPrograms.unzip(after[2].content, "lantern-orbit"))
    let document = String(decoding: try #require(files["message.html"]), as: UTF8.self)
    #expect(files.count == 1)
    #expect(document.contains("<p>Jane Roe <img src=\"data:image/png;base64,AQID\"> caf\u{E9}</p>"))
    #expect(document.contains("charset=\"utf-8\""))
    MessageTests.keepsLineEnds(rebuilt, "\r\n")
  }

  @Test("plain text and an attachment go into one archive; text around the parts goes, too", arguments: ["\r\n", "\n"])
  func withFile(lineEnd: String) throws {
    let csv = Array("a,b\n".utf8)
    var entity = Mail.multipart("mixed", "mix", [Mail.part("text/plain", "Roe < 5 & more\n"), Mail.file("a.csv", csv)])
    entity =
      entity.replacingOccurrences(
        of: "\n\n--mix\nContent-Type: text", with: "\n\nRoe before\n--mix\nContent-Type: text") + "Roe after\n"
    let (rebuilt, parts) = try Mail.protect(Mail.wire(Mail.message(entity), lineEnd), body: true)
    #expect(parts.map(\.number) == ["1", "2"])
    let after = Mail.read(rebuilt)
    #expect(after.map(\.type) == ["multipart/mixed", "text/plain", "application/zip"])
    #expect(!rebuilt.containsRun(Array("Roe ".utf8)))
    let files = try #require(try OtherPrograms.unzip(after[2].content, "lantern-orbit"))
    #expect(files["file.csv"] == csv)
    let document = String(decoding: try #require(files["message.html"]), as: UTF8.self)
    #expect(document.contains("Roe &lt; 5 &amp; more"))
    MessageTests.keepsLineEnds(rebuilt, lineEnd)
  }

  @Test("text in pieces around an attachment (as Apple Mail writes it) leaves a note for each")
  func pieces() throws {
    let entity = Mail.multipart(
      "alternative", "alt",
      [
        Mail.part("text/plain", "Roe plain"),
        Mail.multipart(
          "mixed", "mix",
          [
            Mail.part("text/html", "<p>Roe one"), Mail.file("a.pdf", try Sample.document("marks.pdf")),
            Mail.part("text/html", "<p>Roe two"),
          ]),
      ])
    let (rebuilt, _) = try Mail.protect(Mail.wire(Mail.message(entity)), body: true)
    let after = Mail.read(rebuilt)
    #expect(
      after.map(\.type) == [
        "multipart/alternative", "text/plain", "multipart/mixed", "text/plain", "application/zip", "text/plain",
      ])
    #expect(!rebuilt.containsRun(Array("Roe ".utf8)))
    let files = try #require(try OtherPrograms.unzip(after[4].content, "lantern-orbit"))
    #expect(Set(files.keys).isSuperset(of: ["file.pdf", "message-1.html", "message-2.html"]))
  }
}
