import Configuration
import Foundation
import Texting

extension Doctor {
  /// Whether passwords can go by text message, where they may. Nothing is sent.
  func texting() -> [Diagnosis] {
    guard let settings = settings.textMessages else { return [] }
    if let wrong = TextGateway(settings).problem() {
      return [Diagnosis("sms", .warn, wrong.problem, remedy: wrong.remedy)]
    }
    return [Diagnosis("sms", .ok, "the gateway for text messages at \(settings.url.host() ?? "") answers")]
  }
}
