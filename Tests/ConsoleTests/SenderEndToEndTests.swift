import Foundation
import PosternKit
import Spool
import Testing

@testable import Console

@Suite("From a notice to the recipient, through Postfix", .serialized)
struct SenderEndToEndTests {
  @Test("the notice in the inbox has the link, the page has the button, and the email goes under a password")
  func protected() throws {
    let console = try ConsoleSite(settings: "console: {grace_seconds: 0, senders: {link_days: 20}}")
    defer { console.stop() }
    let (sender, parent) = ("a.pugh@oakfield.example", "karen.ahmed65@inboxly.example")
    let message = try String(
      contentsOfFile: ConsoleSite.path("examples/oakfield/messages/08-own-child-sen-report.eml"), encoding: .utf8)
    let bytes = Array(message.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
    _ = try console.site.send(bytes, from: sender, to: [parent], login: sender)

    let url = "http://127.0.0.1:\(console.site.sendersPort)"
    let notice = try #require(try received(console, by: sender) { $0.contains(url) })
    let text = String(decoding: notice.data, as: UTF8.self)
    for secret in ["Freya", "Ahmed", "autism", parent] { #expect(!text.contains(secret), "\(secret)") }
    let start = try #require(text.range(of: url))
    let link = String(text[start.upperBound...].prefix { !$0.isWhitespace })

    // The first click opens the link, the second is the button.
    let client = WebClient(port: console.site.sendersPort)
    let page = try FormPage(client, link)
    #expect(page.answer.words.contains("Send it under a password"))
    #expect(page.answer.text.contains(parent) && !page.answer.text.contains("Freya"))
    let answer = try page.send(link + "/mend")
    #expect(answer.status == 303, "\(answer.words)")

    let mail = try #require(try received(console, by: parent) { _ in true })
    let sent = String(decoding: mail.data, as: UTF8.self)
    #expect(!sent.contains("autism") && !sent.contains("EHCP"))
    #expect(sent.lowercased().contains("content-disposition: attachment"))
    // No letter tells the password, and the page does to its signed-in sender alone.
    #expect(try client.get(link + "/password").status == 303)
    let own = WebClient(port: client.port)
    own.cookies["postern"] = try console.token(sender)
    let shown = try FormPage(own, link + "/password").send(link + "/password")
    let password = try #require(shown.text.between("class=\"key big\">", "<"))
    #expect(password.split(separator: "-").count > 3)
    for letter in console.site.nextHop.messages {
      #expect(!String(decoding: letter.data, as: UTF8.self).contains(password))
    }
  }

  /// Waits until the site's Postfix has handed on mail to somebody.
  private func received(
    _ console: ConsoleSite, by recipient: String, _ isIt: (String) -> Bool
  ) throws -> ReceivedMessage? {
    for _ in 0..<1_200 {
      for message in console.site.nextHop.messages
      where message.envelope.recipients.contains(where: { $0.address == recipient })
        && isIt(String(decoding: message.data, as: UTF8.self))
      { return message }
      usleep(50_000)
    }
    return nil
  }
}
