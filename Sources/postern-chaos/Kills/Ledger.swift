import PosternKit
import Spool

/// Compares what each client was told with what arrived, what is held and what was returned.
struct Ledger {
  /// What an officer did with a held message.
  enum End: String, Sendable {
    case released, returned, deleted
    /// Nothing yet.
    case none = "held"
  }

  private(set) var faults: [String] = []
  /// Copies beyond the first that a message's own client made, because it saw no reply.
  private(set) var doublesOfClients = 0
  private(set) var arrived = 0
  private var copies: [Int: [String: Int]] = [:]
  private var shown: Set<Int> = []
  /// How often each letter of Postern's came, and the subjects of those about a message of the run.
  private var letters: [String: Int] = [:]
  private var subjects: [String: [String]] = [:]

  init(_ received: [ReceivedMessage]) {
    for message in received {
      let identifier = message.header("Message-ID").first ?? ""
      guard let number = NumberedMessage.number(in: identifier) else {
        letters[identifier, default: 0] += 1
        for about in message.header("In-Reply-To") { subjects[about, default: []] += message.header("Subject") }
        continue
      }
      arrived += 1
      for recipient in message.envelope.recipients { copies[number, default: [:]][recipient.address, default: 0] += 1 }
      if message.header("To") == [NumberedMessage(number: number).to] { shown.insert(number) }
    }
  }

  /// Holds one message's account against what arrived of it.
  /// - Parameters:
  ///   - held: how often it is held.
  ///   - end: what became of it.
  ///   - isGuarded: whether Postern stands before the queue; else every message goes as it is.
  mutating func check(_ message: NumberedMessage, told: [Told], held: Int, end: End, isGuarded: Bool) {
    let name = "\(message.number) (\(message.kind.rawValue))"
    let unseen = told.count { $0.mayHaveBeenTaken }
    guard let last = told.last, last.isFinal else {
      faults.append("\(name): its client was never told anything for good: \(told)")
      return
    }
    if isGuarded, message.kind == .refused {
      checkRefusal(message, last, name)
    } else if last != .accepted {
      faults.append("\(name): its client was told \(last)")
    }
    for address in isGuarded ? message.passing : message.recipients {
      let count = copies[message.number]?[address] ?? 0
      if count == 0, last == .accepted { faults.append("LOST \(name): nothing came to \(address)") }
      if count > 1 {
        doublesOfClients += count - 1
        if count > 1 + unseen { faults.append("DOUBLE \(name): \(count) copies came to \(address); told \(told)") }
      }
    }
    guard isGuarded else { return }
    for address in message.waiting {
      let count = copies[message.number]?[address] ?? 0
      switch end {
      case .released:
        if count == 0 { faults.append("LOST \(name): released, and nothing came to \(address)") }
        if count > 1 { faults.append("DOUBLE \(name): released once, and \(count) copies came to \(address)") }
      default: if count > 0 { faults.append("LET THROUGH \(name): \(end.rawValue), and \(count) came to \(address)") }
      }
    }
    if message.kind == .refused, copies[message.number] != nil {
      faults.append("LET THROUGH \(name): refused, and came")
    }
    if message.kind == .hidden, shown.contains(message.number) {
      faults.append("LET THROUGH \(name): it came with its addresses")
    }
    let due = message.waiting.isEmpty ? 0 : 1
    if held != due { faults.append("\(held < due ? "LOST" : "DOUBLE") \(name): \(held) of it are held") }
  }

  /// What is refused while its client waits is told there; what was read later comes back to its sender.
  private mutating func checkRefusal(_ message: NumberedMessage, _ last: Told, _ name: String) {
    guard last == .accepted else { return }
    let back = subjects[message.identifier]?.count { $0.hasPrefix(Self.back) } ?? 0
    if back != 1 { faults.append("\(back == 0 ? "LOST" : "DOUBLE") \(name): accepted, and came back \(back) times") }
  }

  private static let back = "Your email was not sent"

  /// Holds the letters that Postern wrote against what they tell of.
  mutating func checkLetters(_ message: NumberedMessage, end: End) {
    let subjects = subjects[message.identifier] ?? []
    let name = "\(message.number) (\(message.kind.rawValue))"
    if !message.waiting.isEmpty {
      let told = subjects.count { $0.hasPrefix("Your email has not been sent yet") }
      if told != 1 {
        faults.append("\(told == 0 ? "LOST" : "DOUBLE") \(name): its sender got \(told) notices of the hold")
      }
      let back = subjects.count { $0.hasPrefix(Self.back) }
      let due = end == .returned ? 1 : 0
      if back != due { faults.append("\(back < due ? "LOST" : "DOUBLE") \(name): it came back \(back) times") }
    }
  }

  /// Letters of one Message-ID that came more than once.
  mutating func checkLettersCameOnce() {
    for (identifier, count) in letters where count > 1 {
      faults.append("DOUBLE the letter \(identifier) came \(count) times")
    }
  }

  mutating func add(_ more: [String]) { faults += more }

  var letterCount: Int { letters.values.reduce(0, +) }
}
