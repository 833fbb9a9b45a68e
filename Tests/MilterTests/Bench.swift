import Milter
import Spool
import Synchronization

/// The handler of the tests: knows who judges by the envelope sender, and keeps what was asked.
final class Bench: MilterHandler {
  private let judges = Mutex<[String: SharedFilter.Judge]>([:])
  private let seen = Mutex<[(Client, Envelope)]>([])

  func judge(sender: String, _ judge: @escaping SharedFilter.Judge) { judges.withLock { $0[sender] = judge } }

  /// What `judges` was asked about a sender, in order.
  func asked(about sender: String) -> [(Client, Envelope)] {
    seen.withLock { $0.filter { $0.1.sender.address == sender } }
  }

  func judges(_ client: Client, _ envelope: Envelope) -> Bool {
    seen.withLock { $0.append((client, envelope)) }
    return judges.withLock { $0[envelope.sender.address] != nil }
  }

  func decide(_ transaction: Transaction, progress: () -> Void) -> Reply {
    guard let judge = judges.withLock({ $0[transaction.envelope.sender.address] }) else { return .accept }
    return judge(transaction, progress)
  }
}
