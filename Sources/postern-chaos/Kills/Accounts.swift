import Synchronization

/// What every client was told of every try, in order.
final class Accounts: Sendable {
  private struct State {
    var told: [Int: [Told]] = [:]
    var next = 0
    var done = 0
    var count: Int
  }

  private let state: Mutex<State>

  init(count: Int) { state = Mutex(State(count: count)) }

  /// How many messages there are to be.
  var count: Int { state.withLock { $0.count } }

  /// Sees to it that at least so many are still to begin.
  func keep(ahead messages: Int) { state.withLock { $0.count = max($0.count, $0.next + messages) } }

  /// The next message that nobody has begun; nil after the last.
  func take() -> NumberedMessage? {
    state.withLock { state in
      guard state.next < state.count else { return nil }
      state.next += 1
      return NumberedMessage(number: state.next - 1)
    }
  }

  func note(_ told: Told, of message: NumberedMessage) {
    state.withLock { state in
      state.told[message.number, default: []].append(told)
      if told.isFinal { state.done += 1 }
    }
  }

  /// How many messages have come to an end for their clients.
  var done: Int { state.withLock { $0.done } }

  func told(_ number: Int) -> [Told] { state.withLock { $0.told[number] ?? [] } }
}
