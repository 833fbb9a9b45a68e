import Foundation
import PosternKit
import Synchronization

/// Senders who open the link of their notice as it arrives and keep what is to come back to them from going, while
/// everything is killed around them, and while an officer gives some of the same mail back to them.
final class LinkSenders: Sendable {
  private let tried = Mutex<[Int: [String]]>([:])
  private let done = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  private let port: UInt16
  private static let attempts = 5

  /// Begins at once.
  init(_ site: Site) {
    port = site.sendersPort
    let nextHop = site.nextHop
    Thread.detachNewThread { [self] in
      var read = 0
      while !isOver.load(ordering: .relaxed) {
        let letters = nextHop.messages
        for letter in letters[read...] where !isOver.load(ordering: .relaxed) {
          guard let notice = HoldNotice(letter), Self.acts(on: notice.number),
            let link = letter.path(below: "http://127.0.0.1:\(port)")
          else { continue }
          tried.withLock { $0[notice.number, default: []].append(notice.reference) }
          if withdraw(link) { done.add(1, ordering: .relaxed) }
        }
        read = letters.count
        usleep(100_000)
      }
      ended.signal()
    }
  }

  /// Of what is to come back, two thirds; an officer has a hand in half of those.
  private static func acts(on number: Int) -> Bool { Desk.end(of: number) == .returned && number % 3 != 2 }

  /// Tries again as a person would where the console is away; what is left open is ended later.
  /// - Returns: whether it said that it is done.
  private func withdraw(_ link: String) -> Bool {
    for _ in 0..<Self.attempts where !isOver.load(ordering: .relaxed) {
      let client = WebClient(port: port)
      if let page = try? FormPage(client, link + "/withdraw"), let answer = try? page.send(link + "/withdraw") {
        return answer.status == 303
      }
      usleep(400_000)
    }
    return false
  }

  /// - Returns: what they have put their hand to: number of a message → references; and how often they were told that it is
  ///   done.
  func stop() -> (tried: [Int: [String]], done: Int) {
    isOver.store(true, ordering: .relaxed)
    ended.wait()
    return (tried.withLock { $0 }, done.load(ordering: .relaxed))
  }
}

extension ReceivedMessage {
  /// The path of the first link in it to a site.
  fileprivate func path(below site: String) -> String? {
    let text = String(decoding: data, as: UTF8.self)
    return text.range(of: site).map { String(text[$0.upperBound...].prefix { !$0.isWhitespace }) }
  }
}
