import Configuration
import Delivery
import Foundation
import Hummingbird
import Policy
import Protection
import Quarantine

/// The password that a message has gone under, for its sender to be told by telephone. That somebody sees it stands on the
/// audit trail before they do.
struct PasswordPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("password") { _, context in try await show(context) }
  }

  private struct Values {
    var path: String
    var subject: String
    var sender: String
    var words: String
    var hasWords: Bool
    /// Who has a password of their own.
    var agreed: [String]
    var hasAgreed: Bool
  }

  private func show(_ context: ConsoleContext) async throws -> Response {
    let visit = try await ground.visit(context)
    let desk = ground.desk
    let password = try await work { try desk.password(of: visit.id, for: visit.reader) }
    let agreed = try await work { try desk.agreedReaders(of: visit.id, for: visit.reader) }
    let message = visit.seen.detail.message
    let values = Values(
      path: visit.path, subject: message?.facts.subject.shortened().orNoSubject ?? "Held message \(visit.id)",
      sender: message?.identity ?? "", words: password?.words ?? "", hasWords: password != nil, agreed: agreed,
      hasAgreed: !agreed.isEmpty)
    return ground.views.page("held/password", values, title: "Password", context)
  }
}
