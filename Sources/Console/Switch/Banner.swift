import Hummingbird
import Quarantine

/// What stands on every page while the emergency switch is on, or waits for its second person.
struct Banner: Sendable, Hashable {
  var isOn: Bool
  /// British time.
  var until: String
  var askedBy: String
  var confirmedBy: String?
}

/// Puts the banner on the pages of everybody who is signed in.
struct BannerWatch: RouterMiddleware {
  typealias Context = ConsoleContext

  let store: QuarantineStore

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if context.visitor != nil {
      let store = store
      // A store that cannot be read is told of by the page itself.
      let bypass = (try? await work { try store.currentBypass() }) ?? nil
      context.banner = bypass.map { Banner($0) }
    }
    return try await next(request, context)
  }
}

extension Banner {
  init(_ bypass: Bypass) {
    self.init(
      isOn: bypass.begunAt != nil, until: BritishDate.time(bypass.until ?? bypass.confirmableUntil),
      askedBy: bypass.askedBy, confirmedBy: bypass.confirmedBy)
  }
}
