import Policy
import Spool

@testable import Delivery
@testable import MIME
@testable import People
@testable import Protection

/// The readers of header fields and addresses, and what is made of them; and the changes of a message that protects it.
enum Mail {
  static let readers: [String: Reader] = [
    "header-parameters": { parameters($0) },
    "addresses": { addresses(String(decoding: $0, as: UTF8.self)) },
    "encoded-words": { encodedWords(String(decoding: $0, as: UTF8.self)) },
    "header-parameter": { parameter(String(decoding: $0, as: UTF8.self)) },
    "protected-mail": { protect(message: $0) },
    "protected-file": { protect(file: $0) },
  ]

  private static func parameters(_ bytes: [UInt8]) {
    let read = HeaderParameters(bytes)
    precondition(!read.head.contains(where: \.isWhitespace), "the head is one word")
    for parameter in read.parameters { precondition(read.values(parameter.name).contains(parameter.value)) }
    _ = read.hasDoubled
  }

  /// Whoever is not to be seen is not there when the field is read again.
  private static func addresses(_ text: String) {
    let all = AddressList(text).mailboxes.map(\.address)
    let header = [HeaderField(name: "To", value: text), HeaderField(name: "Reply-To", value: text)]
    for edit in HiddenAddresses(header, showing: .nobody).edits where edit.name == "To" {
      precondition(edit.value == nil || edit.value == HiddenAddresses.nobody, "nobody is shown")
    }
    // Who gets it has an address that is one.
    guard let shown = all.first(where: { $0.wholeMatch(of: /[a-z0-9._+-]+@[a-z0-9.-]+/) != nil }) else { return }
    let edits = HiddenAddresses(header, showing: .only([shown])).edits
    for edit in edits where edit.name == "To" {
      let left = AddressList(edit.value ?? "").mailboxes.map(\.address)
      precondition(left.allSatisfy { $0 == shown }, "one address alone is shown")
    }
    if let read = MailAddress(text) { precondition(!read.local.isEmpty && !read.domain.isEmpty) }
    _ = MailAddress.canonical(domain: text)
  }

  /// What is written is what is read: a subject, and a text of a letter.
  private static func encodedWords(_ text: String) {
    let written = EncodedWord.unstructured(text)
    precondition(written.utf8.allSatisfy { $0 < 0x80 }, "a header field is ASCII")
    precondition(
      written.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 || text.utf8.elementsEqual(written.utf8) })
    // What is ASCII stands as it is, and may look like an encoded word itself; a zero byte ends a string of C.
    if !text.utf8.elementsEqual(written.utf8), !text.unicodeScalars.contains("\0") {
      precondition(HeaderDecoding.text(Array(written.utf8)) == text, "an encoded word is read as it was written")
    }
    _ = EncodedWord.phrase(text)
    let lines = QuotedPrintable.encode(text).utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    precondition(lines.allSatisfy { $0.count <= 77 }, "lines are short")
  }

  /// The value of a parameter, as it is written and read again.
  private static func parameter(_ text: String) {
    let written = "attachment" + HeaderParameter(name: "filename", value: text).text
    precondition(written.split(separator: "\n").allSatisfy { $0.utf8.count < 100 })
    let names = HeaderParameters(Array(written.utf8)).parameters.map(\.name)
    precondition(!names.isEmpty && names.allSatisfy { $0.hasPrefix("filename") }, "a value adds no parameter")
  }

  private static let password = try? Password("Blue-Heron 7")

  private static func protect(message bytes: [UInt8]) {
    guard let password else { preconditionFailure("this is a password") }
    bytes.withUnsafeBytes { raw in
      guard let work = try? MessageProtector.protect(raw, ProtectionOrder(password: password, includesBody: true))
      else {
        return
      }
      var end = 0
      for splice in work.splices {
        precondition(splice.range.lowerBound >= end && splice.range.upperBound <= bytes.count, "splices are in order")
        end = splice.range.upperBound
        var written = 0
        _ = splice.write {
          written += $0.count
          return true
        }
        precondition(written == splice.count, "a splice is as long as it says")
      }
    }
  }

  private static func protect(file bytes: [UInt8]) {
    guard let password else { preconditionFailure("this is a password") }
    for name in ["a.docx", "a.pdf"] {
      bytes.withUnsafeBytes { _ = try? FileProtector.protect($0, name: name, password: password) }
    }
  }
}
