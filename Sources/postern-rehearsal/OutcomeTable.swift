/// The outcomes as a table for a terminal of ordinary width.
struct OutcomeTable {
  let text: String

  init(_ outcomes: [Outcome], isTerminal: Bool) {
    var lines = [""]
    for outcome in outcomes {
      let mark = outcome.isAsExpected ? " " : "!"
      let colour = outcome.action == "delivered" ? "32" : outcome.action == "bcc" ? "33" : "31"
      let action = outcome.action.padding(to: 20)
      lines.append(
        mark + " " + outcome.sample.title.padding(to: 52) + " "
          + (isTerminal ? "\u{1B}[\(colour)m\(action)\u{1B}[0m" : action) + " " + (outcome.rule ?? "-"))
      lines.append("    to " + Self.recipients(outcome))
      if !outcome.why.isEmpty { lines.append("    " + outcome.why) }
      if !outcome.isAsExpected {
        lines.append(
          "    expected: \(outcome.sample.action) by \(outcome.sample.rule ?? "no rule"); the client was told: \(outcome.reply)"
        )
      }
      lines.append("")
    }
    text = lines.joined(separator: "\n")
  }

  private static func recipients(_ outcome: Outcome) -> String {
    let words = outcome.sample.recipients.map { address in
      let fate = outcome.fates[address] ?? .lost
      return fate == .delivered ? address : "\(address) (\(fate.rawValue))"
    }
    return words.count <= 4
      ? words.joined(separator: ", ") : words.prefix(3).joined(separator: ", ") + " and \(words.count - 3) more"
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    count >= width ? self : self + String(repeating: " ", count: width - count)
  }
}
