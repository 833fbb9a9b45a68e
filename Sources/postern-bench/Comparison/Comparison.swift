import Foundation
import PosternKit

/// Compares contenders over kinds of mail and numbers of connections, in turns within one run, so that ratios hold on a noisy
/// machine.
struct Comparison {
  let contenders: [Contender]
  let kinds: [MailKind]
  let connections: [Int]
  let rounds: Int

  /// What one contender did with one kind of mail.
  struct Cell {
    var rounds: [Measurement] = []
    /// After the last round, in MiB; nil for a Postfix alone.
    var memory: Int?
  }

  /// All of one kind over one number of connections.
  struct Block {
    var kind: String
    var size: Int
    var connections: Int
    /// A cell for each contender.
    var cells: [Cell]
  }

  /// - Parameter told: called with a line for each that is done.
  func run(told: (String) -> Void) throws -> [Block] {
    var blocks: [Block] = []
    for kind in kinds {
      for contender in contenders {
        _ = try Load.run(contender, kind, messages: max(kind.messages / 10, 2), connections: 2)
      }
      for connections in connections {
        let messages = max(kind.messages, connections)
        var cells = contenders.map { _ in Cell() }
        for round in 1...rounds {
          // Whoever comes first finds the machine as the last one has left it: each does once.
          for place in contenders.indices {
            let index = (place + round) % contenders.count
            let measured = try Load.run(contenders[index], kind, messages: messages, connections: connections)
            cells[index].rounds.append(measured)
            told(
              "\(kind.name), \(connections) connections, round \(round), \(contenders[index].name): \(measured.summary)"
            )
          }
        }
        for index in contenders.indices { cells[index].memory = contenders[index].memory() }
        blocks.append(Block(kind: kind.name, size: kind.mail.size, connections: connections, cells: cells))
      }
    }
    return blocks
  }
}
