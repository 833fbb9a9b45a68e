import Extraction
import Testing

@Suite("Plain text")
struct PlainTextTests {
  @Test("keeps its lines and paragraphs")
  func lines() {
    #expect(Extracted(type: "text/plain", "one\ntwo\n\nthree\n").prose() == ["one\ntwo\n\nthree"])
  }

  @Test("flowed lines are joined, stuffing and DelSp heeded")
  func flowed() {
    #expect(
      Extracted(type: "text/plain; format=flowed", "Tom has \nautism.\n From here\n-- \nAda\n").prose()
        == ["Tom has autism.\nFrom here\n-- \nAda"])
    #expect(Extracted(type: "text/plain; format=flowed; delsp=yes", "to \ngether\n").prose() == ["together"])
    #expect(
      Extracted(type: "text/plain; format=flowed", "mine\n> quoted \n> on\n").prose(quoted: true) == ["quoted on"])
  }

  @Test(
    "an earlier message is told from the new one",
    arguments: [
      "> earlier", "> > earlier", "On Mon, 2 Nov 2026 at 10:00, Bo Example <bo@x.example> wrote:\n> earlier",
      "On Mon, 2 Nov 2026 at 10:00, Bo Example\n<bo@x.example> wrote:\n\nearlier",
      "-----Original Message-----\nearlier",
      "---------- Forwarded message ---------\nFrom: Bo\nearlier", "Begin forwarded message:\n\nearlier",
      "From: Bo Example\nSent: Monday, 2 November 2026 10:00\nTo: Ada Example\nSubject: Trip\n\nearlier",
      "*From:* Bo\n*Date:* Monday\n*To:* Ada\n\nearlier", "Bo Example <bo@x.example> wrote:\n> earlier",
    ])
  func quoted(text: String) {
    let extracted = Extracted(type: "text/plain", "new words\n\n\(text)\n")
    #expect(extracted.prose(quoted: false) == ["new words"])
    #expect(extracted.prose(quoted: true).joined(separator: "\n").contains("earlier"))
  }

  @Test("an answer between quoted lines is not quoted")
  func between() {
    let extracted = Extracted(type: "text/plain", "On Monday Bo wrote:\n> first\nmy answer\n> second\n")
    #expect(extracted.prose(quoted: false) == ["my answer"])
  }

  @Test("a sentence that begins with From: or On is not a quotation")
  func noQuotation() {
    let text = "On Monday we go.\nFrom: the museum\nBring lunch."
    #expect(Extracted(type: "text/plain", text).prose(quoted: false) == [text])
  }

  @Test("whom an invitation lists is told, each once, over folded lines and parameters")
  func guests() {
    let text = """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      ORGANIZER;CN=Office:mailto:office@oakfield.example
      ATTENDEE;CN="Nadia Khan";RSVP=TRUE:mailto:Nadia.Khan@
       home.example
      ATTENDEE:MAILTO:gwen.price@home.example
      attendee;ROLE=OPT-PARTICIPANT:mailto:nadia.khan@home.example
      ATTENDEE:urn:uuid:1f2c
      ATTENDEE:mailto:\(String(repeating: "x", count: 400))@home.example
      DESCRIPTION:ATTENDEE:mailto:nobody@home.example
      END:VEVENT
      END:VCALENDAR
      """
    #expect(
      Extracted(type: "text/calendar; charset=utf-8", text).message.guests
        == ["nadia.khan@home.example", "gwen.price@home.example"])
    #expect(Extracted(type: "text/plain; charset=utf-8", text).message.guests.isEmpty)
  }

  @Test("calendars and contact cards are unfolded and unescaped")
  func calendar() {
    let text = "BEGIN:VEVENT\nSUMMARY:SEN revi\n ew\\, Tom\\nroom 4\nATTENDEE:mailto:a@b.example\nEND:VEVENT\n"
    #expect(
      Extracted(type: "text/calendar; charset=utf-8", text).prose()
        == ["BEGIN:VEVENT\nSUMMARY:SEN review, Tom\nroom 4\nATTENDEE:mailto:a@b.example\nEND:VEVENT"])
  }

  @Test("JSON, XML and logs are text whatever their type")
  func others() {
    #expect(Extracted(type: "application/json", "{\"name\": \"Tom\"}").prose() == ["{\"name\": \"Tom\"}"])
    #expect(Extracted(type: "application/xml", "<a>Tom</a>").prose() == ["<a>Tom</a>"])
    #expect(Extracted(type: "application/octet-stream; name=a.log", "Tom logged in").prose() == ["Tom logged in"])
  }
}
