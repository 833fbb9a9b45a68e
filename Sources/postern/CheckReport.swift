import Foundation
import Gateway

/// A check's answer for a person; colour only on a terminal.
struct CheckReport {
  let text: String

  init(_ answer: CheckAnswer) {
    let isTerminal = isatty(1) == 1
    let colour =
      switch answer.action {
      case "deliver": "32"
      case "bcc", "split", "protect": "33"
      default: "31"
      }
    let action = isTerminal ? "\u{1B}[1;\(colour)m\(answer.action)\u{1B}[0m" : answer.action
    var lines = ["\(answer.id): \(action)"]
    lines += answer.explanation.map { "  " + $0 }
    lines += answer.unreadable.map { "  not read: \($0.part): \($0.reason)" }
    text = lines.joined(separator: "\n")
  }
}
