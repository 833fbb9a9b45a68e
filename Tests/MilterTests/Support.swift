import Foundation
import Logging
import Milter
import Spool
import Synchronization

/// Who speaks the milter protocol in this run of the tests: `POSTERN_MILTER=libmilter` has all of them go through libmilter.
let testedImplementation =
  ProcessInfo.processInfo.environment["POSTERN_MILTER"].flatMap { MilterImplementation(rawValue: $0) } ?? .postern

func quietLogger() -> Logger { Logger(label: "milter-tests") { _ in SwiftLogNoOpLogHandler() } }

func serveOnThread(_ server: MilterServer) {
  let thread = Thread { do { try server.run() } catch { print("milter: \(error)") } }
  thread.start()
}

/// Keeps the transactions that a judge was given.
final class Kept: Sendable {
  private let list = Mutex<[Transaction]>([])
  func keep(_ transaction: Transaction) { list.withLock { $0.append(transaction) } }
  var all: [Transaction] { list.withLock { $0 } }
  var only: Transaction? { all.count == 1 ? all[0] : nil }
}

extension Transaction {
  var bytes: [UInt8] { (try? message.withBytes { Array($0) }) ?? [] }
}

/// A sender that no other test uses.
func sender(_ function: String = #function) -> String {
  let name = function.prefix { $0.isLetter || $0.isNumber }
  return "\(name.lowercased())@oakfield.example"
}
