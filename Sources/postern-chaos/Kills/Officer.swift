import Foundation
import PosternKit
import Synchronization

/// An officer who reads the notices as they arrive and ends every third hold at once, by the command line, while senders send
/// and everything is killed around them.
final class Officer: Sendable {
  private let tried = Mutex<[Int: [String]]>([:])
  private let isOver = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)

  /// Begins at once.
  init(_ site: Site) {
    let orders = Orders(site)
    let nextHop = site.nextHop
    Thread.detachNewThread { [self] in
      var read = 0
      while !isOver.load(ordering: .relaxed) {
        let letters = nextHop.messages
        for letter in letters[read...] where !isOver.load(ordering: .relaxed) {
          guard let notice = HoldNotice(letter), notice.number % 3 == 0 else { continue }
          tried.withLock { $0[notice.number, default: []].append(notice.reference) }
          // Whatever comes of it: what is left open is ended later.
          _ = try? orders.give(Desk.end(of: notice.number), notice.reference).wait()
        }
        read = letters.count
        usleep(100_000)
      }
      ended.signal()
    }
  }

  /// - Returns: what it has put its hand to: number of a message → references.
  func stop() -> [Int: [String]] {
    isOver.store(true, ordering: .relaxed)
    ended.wait()
    return tried.withLock { $0 }
  }
}

/// What a letter to a sender says of a message that is held.
struct HoldNotice {
  let number: Int
  let reference: String

  /// Nil for all else.
  init?(_ letter: ReceivedMessage) {
    guard let subject = letter.header("Subject").first, subject.hasPrefix("Your email has not been sent yet"),
      subject.hasSuffix(")"), let bracket = subject.lastIndex(of: "("),
      let about = letter.header("In-Reply-To").first, let number = NumberedMessage.number(in: about)
    else { return nil }
    self.number = number
    reference = String(subject[subject.index(after: bracket)...].dropLast())
  }
}
