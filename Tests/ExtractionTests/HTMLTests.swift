import Extraction
import Testing

@Suite("HTML")
struct HTMLTests {
  private func html(_ text: String) -> Extracted { Extracted(type: "text/html; charset=utf-8", text) }

  @Test("blocks part paragraphs and lines, inline elements do not split words")
  func blocks() {
    #expect(
      html("<p>To<b>m</b> has\n  autism.</p><p>Next</p><div>a</div><div>b<br>c</div>").prose() == [
        "Tom has autism.\n\nNext\n\na\nb\nc"
      ])
    #expect(html("caf&eacute;&nbsp;&amp; more").prose() == ["café\u{A0}& more"])
    #expect(html("<pre>a\n  b</pre>").prose() == ["a\nb"])
  }

  @Test(
    "what is not shown is delivered apart",
    arguments: [
      "<span style=\"display:none\">secret</span>", "<span style='Visibility: hidden !important'>secret</span>",
      "<span style=font-size:0>secret</span>", "<span style='font-size:1px'>secret</span>",
      "<p style='mso-hide:all'>secret</p>", "<p style='opacity:0'>secret</p>", "<p hidden>secret</p>",
      "<font color=white>secret</font>", "<p style='color:#FFF'>secret</p>",
      "<div style='background-color:#003366'><p style='color:rgb(0, 51,102)'>secret</p></div>",
      "<div style='display:none'><div style='display:block'>secret</div></div>",
      "<div style='max-height:0px;overflow:hidden'>secret</div>", "<script>var a = 'secret'</script>",
    ])
  func hidden(text: String) {
    let extracted = html("<p>shown</p>\(text)")
    #expect(extracted.prose() == ["shown"])
    #expect(extracted.prose(.hidden).joined().contains("secret"))
  }

  @Test("white on a dark ground is shown")
  func dark() {
    #expect(html("<table bgcolor=#003366><tr><td style='color:white'>shown</td></tr></table>").prose() == ["shown"])
    #expect(html("<div style='background:url(x.png)'><font color=white>shown</font></div>").prose() == ["shown"])
  }

  @Test("comments, titles, alternative texts and link targets are delivered")
  func attributes() {
    let extracted = html(
      "<title>A title</title><!-- a remark --><!--[if mso]><p>for Outlook</p><![endif]--><img alt='a picture of Tom' src=x><a href='https://files.example/list'>here</a> <a href='mailto:a@b.example'>a@b.example</a>"
    )
    #expect(extracted.prose(.comment).joined().contains("a remark"))
    #expect(extracted.prose(.comment).joined().contains("for Outlook"))
    #expect(extracted.prose(.property) == ["A title\na picture of Tom\nhttps://files.example/list"])
  }

  @Test("a data table becomes a table with its heading row")
  func table() {
    let extracted = html(
      "<p>List</p><table><tr><th>Name</th><th>Need</th></tr><tr><td>Tom Example</td><td>autism</td></tr><tr><td>Eve Example</td><td><p>asthma</p></td></tr></table><p>End</p>"
    )
    #expect(
      extracted.tables == [
        Table(
          rows: [["Name", "Need"], ["Tom Example", "autism"], ["Eve Example", "asthma"]], headingRow: 0,
          rowNumbers: [1, 2, 3])
      ])
    #expect(extracted.prose() == ["List", "End"])
  }

  @Test("a layout table is prose")
  func layout() {
    #expect(html("<table><tr><td><p>Dear all</p><p>words</p></td></tr></table>").prose() == ["Dear all\n\nwords"])
    let nested = html(
      "<table><tr><td>x</td><td><table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table></td></tr></table>"
    )
    #expect(nested.tables.count == 1)
    #expect(nested.prose() == ["x"])
  }

  @Test(
    "an earlier message is marked as quoted",
    arguments: [
      "<blockquote type=cite>earlier</blockquote>", "<div class=\"gmail_quote\">earlier</div>",
      "<div id=divRplyFwdMsg>From: Bo</div><div>earlier</div>", "<p>-----Original Message-----</p><p>earlier</p>",
      "<p>From: Bo<br>Sent: Monday<br>To: Ada<br>Subject: x</p><p>earlier</p>",
      "<div>On Monday Bo wrote:</div><div>earlier</div>",
    ])
  func quoted(text: String) {
    let extracted = html("<p>new words</p>\(text)")
    #expect(extracted.prose(quoted: false) == ["new words"])
    #expect(extracted.prose(quoted: true).joined().contains("earlier"))
  }

  @Test("pictures inside the text are said")
  func pictures() {
    let extracted = html("<p>x</p><img src=\"data:image/png;base64,AAAA\">")
    #expect(extracted.first.unreadableKind == .picture)
  }

  @Test("hostile nesting and attributes lose no text")
  func hostile() {
    #expect(html(String(repeating: "<div>", count: 50_000) + "deep").prose() == ["deep"])
    #expect(html(String(repeating: "<table><tr><td>", count: 5_000) + "deep").prose() == ["deep"])
    let attributes = html("<p " + (0..<20_000).map { "a\($0)=b" }.joined(separator: " ") + ">words")
    #expect(attributes.first.unreadableKind == .damaged)
    #expect(attributes.prose(.hidden).joined().contains("words"))
    #expect(html("a\0b<p>c").prose() == ["ab\n\nc"])
  }
}
