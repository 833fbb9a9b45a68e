import Extraction
import PosternKit
import Testing

@Suite("Documents that other programs made")
struct DocumentTests {
  @Test("are all there")
  func manifest() { #expect(Fixture.all.count >= 70) }

  @Test("are read in full, each text with its kind and place", arguments: Fixture.all)
  func texts(fixture: Fixture) throws {
    let message = try fixture.read()
    let part = try #require(message.parts.first { $0.protection.rawValue == fixture.protection })
    #expect(part.unreadable == nil)
    for wanted in fixture.expected {
      let found = message.texts.filter { $0.plain.contains(wanted.phrase) && $0.kind.rawValue == wanted.kind }
      #expect(
        found.contains { $0.place.words.hasSuffix(wanted.place) },
        "\(wanted.phrase) as \(wanted.kind) in \(wanted.place); found in \(found.map(\.place.words))")
    }
    for note in fixture.notes { #expect(part.notes.contains(note), "\(part.notes)") }
    let names = message.texts.filter { $0.kind == .fileName }.map(\.plain)
    for name in fixture.names { #expect(names.contains(name), "\(names)") }
  }

  @Test(
    "that a password protects give nothing but names without it",
    arguments: Fixture.all.filter {
      ["open-password", "weak-password"].contains($0.protection) && $0.passwords.isEmpty
    })
  func locked(fixture: Fixture) throws {
    let message = try fixture.read()
    #expect(message.texts.allSatisfy { $0.kind == .fileName })
    #expect(message.parts.first?.characters == 0)
    #expect(message.parts.first?.unreadable == nil)
  }

  @Test("hidden rows and columns are not among what is shown")
  func apart() throws {
    let fixture = try #require(Fixture.all.first { $0.file == "hidden.xlsx" })
    let shown = try fixture.read().texts.filter { $0.kind == .visible }.map(\.plain).joined()
    #expect(!shown.contains("Ann Sample"))
    #expect(!shown.contains("12-34-56"))
    #expect(!shown.contains("Pupil 12"))
  }

  @Test("tables come with their headings")
  func headings() throws {
    for name in ["hidden.docx", "hidden.xlsx", "slides.pptx", "text.odt", "sheet.ods", "western.csv"] {
      let fixture = try #require(Fixture.all.first { $0.file == name })
      let headings = try fixture.read().texts.compactMap { text -> Int? in
        guard case .table(let table) = text.content, text.kind == .visible else { return nil }
        return table.headingRow
      }
      #expect(headings.contains(0), "\(name)")
    }
  }

  @Test("a name that speaks of another kind of file is a fact")
  func mismatch() throws {
    let bytes = try Fixture.bytes("hidden.xlsx")
    func isMismatch(_ name: String) -> Bool? {
      bytes.withUnsafeBytes { Extractor.extract(file: $0, name: name).parts.first?.isMismatch }
    }
    #expect(isMismatch("list.xlsx") == false)
    #expect(isMismatch("list") == false)
    #expect(isMismatch("holiday.jpg") == true)
    #expect(isMismatch("letter.docx") == true)
    for name in ["holiday.jpg", "letter.docx", "a.pdf", "a.txt", "a.zip", "list"] {
      let texts = bytes.withUnsafeBytes { Extractor.extract(file: $0, name: name).texts }
      #expect(texts.contains { $0.plain.contains("Tom Exemplar\t7B") }, "\(name)")
    }
  }

  @Test(
    "passwords of any letters are tried on every kind of file, and a wrong one leaves it locked",
    arguments: [
      "password.pdf", "locked.xlsx", "files.aes.zip", "locked.lzma2.7z", "locked.stored.7z", "locked.names.7z",
      "five.locked.rar",
    ])
  func wrongPasswords(name: String) throws {
    let passwords = ["\u{416}\u{443}\u{43A} \u{2013} 7", "Gr\u{FC}n", "\u{1F511}\u{1F511}", "a\u{301}bc"]
    let fixture = Fixture(
      file: name, protection: "open-password", passwords: passwords, notes: [], names: [], expected: [])
    let message = try fixture.read()
    #expect(message.parts.contains { $0.protection == .openPassword && $0.characters == 0 && $0.unreadable == nil })
  }

  @Test("the standard encryption of Office 2007 protects, and opens with its password")
  func standardEncryption() throws {
    let sample = try Sample("password.docx")
    #expect(sample.part.protection == .openPassword)
    #expect(sample.part.characters == 0)
    let opened = try Sample(attached: "password.docx", to: "The password is \"Blue-Heron 7\"")
    #expect(opened.part.protection == .openPassword)
    #expect(opened.text(.visible).contains("Locked words about a court order"))
    let wrong = try Sample(attached: "password.docx", to: "The password is \"Blue-Heron 8\"")
    #expect(wrong.part.characters == 0)
  }

  @Test(
    "documents with macros and templates are read as what they are, by any of their names",
    arguments: [
      ("hidden.docx", ["docm", "dotx", "dotm"]), ("hidden.xlsx", ["xlsm", "xltx", "xltm"]),
      ("slides.pptx", ["pptm", "potx", "potm", "ppsx", "ppsm"]), ("text.odt", ["ott"]), ("sheet.ods", ["ots"]),
      ("slides.odp", ["otp"]),
    ])
  func macrosAndTemplates(name: String, endings: [String]) throws {
    let bytes = try Fixture.bytes(name)
    let plain = bytes.withUnsafeBytes { Extractor.extract(file: $0, name: name) }
    for ending in endings {
      let read = bytes.withUnsafeBytes { Extractor.extract(file: $0, name: "a.\(ending)") }
      #expect(read.parts.first?.isMismatch == false, "\(ending)")
      #expect(read.parts.first?.unreadable == nil)
      #expect(
        read.texts.filter { $0.kind != .fileName }.map(\.plain)
          == plain.texts.filter { $0.kind != .fileName }.map(\.plain))
    }
  }

  @Test(
    "a password is found in the message around the file, also where that is itself a file",
    arguments: ["locked.xlsx", "locked.names.7z", "obfuscated.xls"])
  func innerMessage(name: String) throws {
    let fixture = try #require(Fixture.all.first { $0.file == name && !$0.passwords.isEmpty })
    let phrase = try #require(fixture.expected.first?.phrase)
    let mail = fixture.mail(try Fixture.bytes(name))
    let message = mail.withUnsafeBytes { Extractor.extract(file: $0, name: "old.eml") }
    #expect(message.texts.contains { $0.plain.contains(phrase) })
    let zip = ZipBuilder([("old.eml", .stored(mail)), ("other.7z", .stored(try Fixture.bytes("locked.lzma2.7z")))])
      .bytes
    let zipped = zip.withUnsafeBytes { Extractor.extract(file: $0, name: "a.zip") }
    #expect(zipped.texts.contains { $0.plain.contains(phrase) })
    // What one message says is not tried on what lies beside it.
    #expect(!zipped.texts.contains { $0.place.words.contains("other.7z › ") })
  }

  @Test(
    "links to files kept elsewhere are listed, also where a gateway has wrapped them",
    arguments: [
      ("see https://drive.google.com/file/d/1x/view", ShareLink.Service.googleDrive),
      ("https://oakfield-my.sharepoint.com/:x:/g/personal/a", .oneDrive),
      ("https://oakfield.sharepoint.com/sites/sen", .sharePoint), ("http://we.tl/t-abc", .weTransfer),
      ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.dropbox.com%2Fs%2Fx&data=1", .dropbox),
    ])
  func links(text: String, service: ShareLink.Service) {
    let message = Extracted(
      "Subject: s\nContent-Type: text/html\n\n<p>look <a href=\"\(text.drop { $0 != "h" })\">here</a></p>"
    ).message
    #expect(message.shareLinks.map(\.service) == [service])
    #expect(Extracted("Subject: s\n\n\(text)\n").message.shareLinks.first?.place.words == "message")
    #expect(Extracted("Subject: s\n\nhttps://www.example.com/drive.google.com\n").message.shareLinks.isEmpty)
    // What stands behind a link is no part of it.
    #expect(Extracted("Subject: s\n\nhttps://cloud.example.com/ and/or /s/ or /d/\n").message.shareLinks.isEmpty)
  }

  @Test("links in the cells of a table are listed, too, each by itself")
  func linksInCells() {
    func services(_ table: String) -> [ShareLink.Service] {
      Extracted(type: "text/csv", table).message.shareLinks.map(\.service)
    }
    #expect(
      services("name,file\nAnna,https://we.tl/t-abc\nBen,12:30\nCara,?url=https%3A%2F%2Fwww.dropbox.com%2Fs%2Fx\n")
        == [.weTransfer, .dropbox])
    #expect(services("name,file\nAnna,https:\nBen,//we.tl/t-abc\n").isEmpty)
  }

  @Test("one locked file beside open ones does not protect an archive, and is told")
  func mixed() throws {
    let fixture = try #require(Fixture.all.first { $0.file == "mixed.zip" })
    let message = try fixture.read()
    #expect(message.parts.first?.protection == ProtectionState.none)
    #expect(!message.texts.contains { $0.plain.contains("counselling") })
  }
}
