import Foundation
import PosternKit

/// The ledger stands on what is to become of each kind of message: that is asked of Postern itself, before the first blow.
enum Plan {
  private struct Answer: Decodable {
    var action: String
    var rule: String?
  }

  /// - Throws: `ChaosError` when the rules that ship do something else with a kind.
  static func check(_ site: Site) throws {
    // A message in clear among Postern's files, which are searched at the end.
    defer { unlink(site.folder.file("plan.eml")) }
    for kind in NumberedMessage.Kind.allCases {
      guard let number = (0..<100).first(where: { NumberedMessage(number: $0).kind == kind }) else { continue }
      let message = NumberedMessage(number: number)
      let file = try site.folder.write("plan.eml", message.bytes)
      let result = try site.run(["check", "--json", file, "--from", message.sender, "--to"] + message.recipients)
      let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
      guard answer.action == expected(kind) else {
        throw ChaosError(
          description: "the plan does not hold: \(kind.rawValue) is to \(expected(kind)), and would \(answer.action)"
            + " by \(answer.rule ?? "no rule")")
      }
    }
  }

  private static func expected(_ kind: NumberedMessage.Kind) -> String {
    switch kind {
    case .clean, .many: "deliver"
    case .held, .split: "hold"
    case .hidden: "bcc"
    case .refused: "reject"
    }
  }
}
