import Configuration
import Glibc
import Synchronization

/// The way to the service for verified TLS, which is only gone when Postfix's configuration vouches for it: a service
/// without its transport would send in clear.
final class VerifiedReinjection: Sendable {
  private let place: VerifiedTLS
  private let milter: String
  private let postfix: String?
  private let reinjection: Reinjection
  private let report: (@Sendable (String) -> Void)?
  private let seen = Mutex<(time: Int, trouble: PostfixSetup.Trouble?)?>(nil)
  /// How long one look at Postfix's configuration counts, in seconds.
  private static let period = 60

  static let none = PostfixSetup.Trouble(
    description: "the configuration names no service for verified TLS any more: put 'tls:' back")

  /// - Parameter report: is told what is wrong, once for each thing.
  init(_ place: VerifiedTLS, _ settings: Settings, report: (@Sendable (String) -> Void)?) {
    self.report = report
    self.place = place
    milter = settings.listen.milter
    postfix = settings.reinject.postfix
    reinjection = Reinjection(place)
  }

  /// The service, or why nothing is given to it now.
  var service: Result<Reinjection, PostfixSetup.Trouble> {
    let trouble = seen.withLock { seen in
      let now = Int(time(nil))
      if let last = seen, (last.time...last.time + Self.period).contains(now), last.trouble == nil {
        return last.trouble
      }
      let found = look()
      if let found, found != seen?.trouble { report?(found.description) }
      seen = (now, found)
      return found
    }
    return trouble.map { .failure($0) } ?? .success(reinjection)
  }

  /// Of a Postfix on another machine nobody here can tell; its admin vouches for it.
  private func look() -> PostfixSetup.Trouble? {
    guard PostfixSetup.isLocal(place.host) else { return nil }
    do {
      let faults = try PostfixSetup.read(postfix).faults(place, milter: milter)
      return faults.first.map {
        PostfixSetup.Trouble(description: "nothing goes by verified TLS until this is mended: \($0)")
      }
    } catch {
      return error
    }
  }
}
