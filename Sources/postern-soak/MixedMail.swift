import Configuration
import Foundation
import PosternKit

/// The mail of a school day: much ordinary, some with documents, and the sample school's messages, some of which are held.
struct MixedMail: Sendable {
  struct Letter: Sendable {
    var sender: String
    var recipients: [String]
    /// Without Message-ID, which makes it another message each time.
    var text: String
    var login: String?
  }

  private let ordinary: [Letter]
  private let documents: [Letter]
  private let samples: [Letter]

  /// - Parameter checkout: with the sample school and the documents of the tests.
  init(checkout: String) throws {
    samples = try Self.samples(checkout + "/examples/oakfield/messages")
    documents = try [["edit-only.docx"], ["marks.pdf", "rich.xlsx"], ["slides.pptx"]].map { names in
      Self.letter(
        "The papers", text: Self.prose(1_000),
        attachments: try names.map { name in
          guard let data = FileManager.default.contents(atPath: checkout + "/Tests/Fixtures/documents/" + name) else {
            throw SoakError(description: "\(name) is not there: run this in the checkout")
          }
          return (name, data)
        })
    }
    ordinary = (1...5).map { Self.letter("Notes of the week \($0)", text: Self.prose($0 * 1_500), attachments: []) }
  }

  /// Of twenty messages three are samples, and three have documents.
  func letter(_ number: Int) -> Letter {
    let turn = number / 20
    switch number % 20 {
    case 3, 9, 15: return samples[(turn * 3 + number % 20 / 6) % samples.count]
    case 5, 11, 17: return documents[(number % 20 / 6) % documents.count]
    default: return ordinary[number % ordinary.count]
    }
  }

  /// The bytes of a message.
  func bytes(_ number: Int) -> [UInt8] {
    message("Message-ID: <soak-\(number)@oakfield.example>\n" + letter(number).text)
  }

  private static func samples(_ folder: String) throws -> [Letter] {
    var top = try YAMLFile.read(folder + "/expected.yaml")
    return try top.required("messages").list().map { item in
      var map = try item.map()
      let path = folder + "/" + (try map.required("file").string())
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let kept = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
        !$0.lowercased().hasPrefix("message-id:")
      }
      return Letter(
        sender: try map.required("from").string(), recipients: try map.required("to").strings(),
        text: kept.joined(separator: "\n"), login: try map.optional("login")?.string())
    }
  }

  private static func letter(_ subject: String, text: String, attachments: [(name: String, data: Data)]) -> Letter {
    var lines = [
      "From: Teacher <teacher@oakfield.example>", "To: someone@elsewhere.example", "Subject: \(subject)",
      "Date: Tue, 13 Jan 2026 08:50:00 +0000", "MIME-Version: 1.0",
    ]
    if attachments.isEmpty {
      lines += ["Content-Type: text/plain; charset=utf-8", "", text]
    } else {
      lines += ["Content-Type: multipart/mixed; boundary=soak", "", "--soak", "", text]
      for (name, data) in attachments {
        lines += [
          "--soak", "Content-Type: application/octet-stream; name=\"\(name)\"",
          "Content-Disposition: attachment; filename=\"\(name)\"", "Content-Transfer-Encoding: base64", "",
          data.base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]),
        ]
      }
      lines.append("--soak--")
    }
    return Letter(
      sender: "teacher@oakfield.example", recipients: ["someone@elsewhere.example"],
      text: lines.joined(separator: "\n") + "\n", login: "teacher@oakfield.example")
  }

  private static func prose(_ size: Int) -> String {
    let sentences = [
      "Please remember that the library closes at four on Friday.",
      "We need three more volunteers for the summer fair, mostly for the barbecue and the book stall.",
      "The coach leaves at half past eight from the front gate, and comes back before the end of the day.",
      "Could you check the figures for the photocopying budget before we order more paper?",
    ]
    var text = ""
    while text.utf8.count < size { text += sentences[text.utf8.count % sentences.count] + "\n" }
    return text
  }
}
