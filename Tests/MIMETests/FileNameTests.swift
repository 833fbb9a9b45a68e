import MIME
import Testing

@Suite("File names")
struct FileNameTests {
  private func part(_ headers: String) -> Reading.Part { Reading(headers + "\n\nx\n").parts[0] }

  @Test(
    "are decoded as programs write them",
    arguments: [
      ("Content-Disposition: attachment; filename=\"Year 7.xlsx\"", "Year 7.xlsx"),
      ("Content-Disposition: attachment; filename=plain.txt", "plain.txt"),
      ("Content-Disposition: attachment; filename*=UTF-8''%C3%89t%C3%A9.pdf", "Été.pdf"),
      ("Content-Disposition: attachment; filename*0*=utf-8''Caf%C3%A9%20; filename*1=\"menu.pdf\"", "Café menu.pdf"),
      ("Content-Disposition: attachment; filename=\"=?utf-8?B?UHVwaWxzLmNzdg==?=\"", "Pupils.csv"),
      ("Content-Disposition: attachment; filename=\"=?iso-8859-1?Q?Z=FCri.doc?=\"", "Züri.doc"),
      ("Content-Type: application/pdf; name=\"Named.pdf\"", "Named.pdf"),
      (
        "Content-Type: application/pdf; name=\"type.pdf\"\nContent-Disposition: attachment; filename=\"disposition.pdf\"",
        "disposition.pdf"
      ),
    ])
  func decoded(headers: String, name: String) {
    #expect(part(headers).name == name)
  }

  @Test("that other programs would show are kept beside the usual one")
  func others() {
    let part = part(
      "Content-Type: application/pdf; name=\"b.pdf\"\nContent-Disposition: attachment; filename=\"a.pdf\"")
    #expect(part.name == "a.pdf")
    #expect(part.otherNames == ["b.pdf"])
  }

  @Test("given twice make the message ambiguous, and both count")
  func doubled() {
    let reading = Reading("Content-Disposition: attachment; filename=one.txt; filename=two.exe\n\nx\n")
    #expect(reading.kinds.contains(.doubledParameter))
    #expect(Set([reading.parts[0].name ?? ""] + reading.parts[0].otherNames) == ["one.txt", "two.exe"])
  }
}
