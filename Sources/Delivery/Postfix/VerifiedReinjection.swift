import Configuration
import Glibc
import Synchronization

/// The way to the service for verified TLS, which is only gone when Postfix's configuration vouches for it: a service
/// without its transport would send in clear.
final class VerifiedReinjection: Sendable {
  /// Nil where the configuration names no such service, though rows of earlier may wait for it.
  private let place: VerifiedTLS?
  private let milter: String
  private let postfix: String?
  private let report: (@Sendable (String) -> Void)?
  private let now: @Sendable () -> Int
  private let seen = Mutex<(time: Int, trouble: PostfixSetup.Trouble?)?>(nil)
  /// How long one look at Postfix's configuration counts, in seconds, where nothing was wrong.
  static let period = 60
  /// And where something was: what an admin mends is seen soon, and many rows cost one look.
  static let faultPeriod = 15

  static let none = PostfixSetup.Trouble(
    description: "the configuration names no service for verified TLS any more: put 'tls:' back")

  /// - Parameters:
  ///   - report: is told what is wrong, once for each thing.
  ///   - now: Unix time in seconds.
  init(
    _ settings: Settings, report: (@Sendable (String) -> Void)?, now: @escaping @Sendable () -> Int = { time(nil) }
  ) {
    self.report = report
    self.now = now
    place = settings.tls
    milter = settings.listen.milter
    postfix = settings.reinject.postfix
  }

  /// The service, or why nothing is given to it now.
  var service: Result<Reinjection, PostfixSetup.Trouble> {
    guard let place else {
      return .failure(seen.withLock { tell(Self.none, &$0) })
    }
    // Who else asks meanwhile waits for the same answer, which is bound in time.
    let trouble: PostfixSetup.Trouble? = seen.withLock { seen in
      if let last = seen {
        let period = last.trouble == nil ? Self.period : Self.faultPeriod
        if (last.time..<last.time + period).contains(now()) { return last.trouble }
      }
      guard let found = look(place) else {
        seen = (now(), nil)
        return nil
      }
      return tell(found, &seen)
    }
    return trouble.map { .failure($0) } ?? .success(Reinjection(place))
  }

  private func tell(
    _ found: PostfixSetup.Trouble, _ seen: inout (time: Int, trouble: PostfixSetup.Trouble?)?
  ) -> PostfixSetup.Trouble {
    if found != seen?.trouble { report?(found.description) }
    seen = (now(), found)
    return found
  }

  /// Of a Postfix on another machine nobody here can tell; its admin vouches for it.
  private func look(_ place: VerifiedTLS) -> PostfixSetup.Trouble? {
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
