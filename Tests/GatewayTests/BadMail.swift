import PosternKit

/// Mail that no honest program writes.
enum BadMail {
  static let header = "From: t.ash@oakfield.example\nTo: w.birch@oakfield.example\nSubject: bad\n"

  /// One header field of 1 MB, without a fold.
  static let longField = message(
    header + "X-Long: " + String(repeating: "long ", count: 200_000) + "\nMIME-Version: 1.0\n\nSee you on Tuesday.\n")

  /// 200,000 addresses in To, folded as mail programs do.
  static let manyAddresses: [UInt8] = {
    var text = "From: t.ash@oakfield.example\nSubject: bad\nTo: r0@next.example"
    for number in 1..<200_000 { text += ",\n r\(number)@next.example" }
    return message(text + "\nMIME-Version: 1.0\n\nSee you on Tuesday.\n")
  }()

  /// Many mail programs leave a NUL out, and show the word around it.
  static let nulBytes = message(header + "X-Nul: a\u{0}b\n\nThe EH\u{0}CP review for Mi\u{0}a Stone\u{0}\u{0}.\n")

  static let empty: [UInt8] = []

  /// A multipart that ends in the middle of base64 that is none.
  static let broken = message(
    header
      + """
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="b"

      --b
      Content-Type: text/plain
      Content-Transfer-Encoding: base64

      VGhl=IEVIQ1A*** not base64 \u{1}\u{2}
      --b
      Content-Type: multipart/mixed; boundary="c

      --c
      """)

  /// A multipart in a multipart, 10,000 deep, with a child's needs at the bottom.
  static let nested: [UInt8] = {
    var text = header + "MIME-Version: 1.0\n"
    for depth in 0..<10_000 { text += "Content-Type: multipart/mixed; boundary=b\(depth)\n\n--b\(depth)\n" }
    return message(text + "Content-Type: text/plain\n\nThe EHCP review for Mia Stone.\n--b9999--\n")
  }()

  /// 10,000 parts side by side.
  static let manyParts: [UInt8] = {
    let part = "--b\nContent-Type: text/plain\n\nx\n"
    return message(
      header + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        + String(repeating: part, count: 10_000)
        + "--b--\n")
  }()

  /// Text in charsets that it is not in, or that do not exist.
  static let wrongCharset =
    message(
      header + "Comments: =?utf-8?B?/////w==?= =?x-none?Q?=FF?=\nMIME-Version: 1.0\n"
        + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n") + [
      0xFF, 0xFE, 0xC3, 0x28, 0x0D, 0x0A,
    ]
}
