/// Texts to search: the same each time.
public enum SampleTexts {
  /// Letters of a school: nearly nothing in them is about anybody, as in most mail.
  /// - Parameter size: in bytes; the last letter is cut there.
  public static func prose(size: Int) -> String {
    let mail = SampleMail(size: 16_000)
    var text = ""
    var number = 0
    while text.utf8.count < size {
      let body = String(decoding: mail.message(number), as: UTF8.self).replacing("\r\n", with: "\n")
      text += body.split(separator: "\n\n", maxSplits: 1).last ?? ""
      if number % 4 == 0 { text += "Aisha Ashbyby was absent on Tuesday, and Mrs Cranford rang home.\n\n" }
      number += 1
    }
    // All of it is ASCII, so that no character is cut.
    return String(decoding: text.utf8.prefix(size), as: UTF8.self)
  }

  /// The same with marks beyond ASCII, as word processors put them, in every other sentence.
  /// - Parameter size: in bytes, before the marks are put in.
  public static func typesetProse(size: Int) -> String {
    prose(size: size).replacing(", ", with: " – ").replacing("The supplier", with: "The school’s supplier")
      .replacing("number is ", with: "price is £")
  }

  /// Lists of first names, as of who comes to a club.
  /// - Parameter size: in bytes, roughly.
  public static func firstNames(size: Int) -> String {
    let names = LargeSchool.firstNames
    var text = ""
    while text.utf8.count < size {
      let number = text.utf8.count
      text += (0..<14).map { names[(number + $0 * 5) % names.count] }.joined(separator: ", ") + "\n"
    }
    return text
  }

  /// The rows of a register of figures, as finance and assessment systems export it, below one with headings.
  /// - Parameter size: in bytes, roughly.
  public static func numbers(size: Int) -> [[String]] {
    var state: UInt64 = 7
    func pick(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    var rows = [["Ref", "Cost centre", "Ledger", "Order", "Net", "VAT", "Due", "Batch"]]
    var done = 0
    while done < size {
      let row = [
        "\(pick(9_000_000) + 1_000_000)", "\(pick(900) + 100)", "\(pick(90_000) + 10_000)",
        "\(pick(9_000_000_000) + 1_000_000_000)", "\(pick(9_000)).\(pick(90) + 10)", "\(pick(900)).\(pick(90) + 10)",
        "2026-0\(pick(9) + 1)-1\(pick(10))", "\(pick(900_000) + 100_000)",
      ]
      done += row.reduce(row.count) { $0 + $1.utf8.count }
      rows.append(row)
    }
    return rows
  }
}
