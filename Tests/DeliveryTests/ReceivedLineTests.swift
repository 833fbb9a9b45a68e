import Quarantine
import Testing

@testable import Delivery

@Suite("The trace line of a message's first arrival")
struct ReceivedLineTests {
  private func line(_ client: HeldMessage.Client, queueID: String? = "4GxYz31Kq") -> String {
    var message = held()
    message.client = client
    message.queueID = queueID
    message.receivedAt = 1_795_639_500
    return ReceivedLine.text(for: message)
  }

  @Test("it names helo, name, address, our host, protocol, queue id and date")
  func whole() {
    let client = HeldMessage.Client(
      address: "203.0.113.5", name: "desk.home.example", helo: "desk", login: "t.marlow", proto: "ESMTPSA",
      server: "mail.oakfield.example")
    let lines = line(client).split(separator: "\r\n")
    #expect(lines[0] == "Received: from desk (desk.home.example [203.0.113.5])")
    #expect(lines[1] == "\tby mail.oakfield.example (Postern)")
    #expect(lines[2].hasPrefix("\twith ESMTPSA id 4GxYz31Kq; Wed, 25 Nov 2026 "))
    #expect(!line(client).contains("t.marlow"))
  }

  @Test("IPv6 is tagged, and local mail has no client")
  func others() {
    #expect(line(.init(address: "2001:db8::1", helo: "x")).contains("(unknown [IPv6:2001:db8::1])"))
    #expect(line(.init(server: "mail.oakfield.example")).hasPrefix("Received: by mail.oakfield.example (Postern)\r\n"))
  }

  @Test("nothing that a client says of itself ends the line, the comment or the field")
  func hostile() {
    let text = line(.init(address: "203.0.113.5", name: "a) (b", helo: "x\r\nBcc: y@z.example\r\n\r\n;ünï\\"))
    #expect(text.hasPrefix("Received: from xBcc:y@z.examplen (ab [203.0.113.5])\r\n\tby "))
    #expect(text.split(separator: "\r\n").dropFirst().allSatisfy { $0.hasPrefix("\t") })
  }
}
