import Configuration
import Foundation
import Glibc
import Milter

extension Doctor {
  /// Whether the filter answers where Postfix asks for it.
  func filter() -> [Diagnosis] {
    guard let socket = MilterSocket(settings.listen.milter) else {
      return [
        Diagnosis(
          "filter", .fail, "listen.milter: '\(settings.listen.milter)' is no socket",
          remedy: "write unix:/PATH or inet:PORT@HOST")
      ]
    }
    if let problem = socket.whyUnreachable {
      return [
        Diagnosis(
          "filter", .fail, "no filter answers at \(socket): \(problem)",
          remedy: "start it: 'systemctl start postern', and see its log")
      ]
    }
    return [Diagnosis("filter", .ok, "a filter answers at \(socket)")]
  }
}
