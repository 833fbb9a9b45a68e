import Hummingbird
import NIOCore

/// What is known of one request besides itself.
struct ConsoleContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Who is signed in; nil for nobody. Set by `SessionGate`.
  var visitor: Visitor?
  /// Stands on each page while the emergency switch is on. Set by `BannerWatch`.
  var banner: Banner?
  /// The link that was opened; nil on all other pages. Set by `LinkGate`.
  var link: LinkVisit?
  /// The other end of the connection: a browser, or a proxy.
  let remoteAddress: SocketAddress?

  init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress
  }

  /// Who is signed in, on a page that nobody else reaches.
  func signedIn() throws(ConsoleError) -> Visitor {
    guard let visitor else { throw .signInNeeded }
    return visitor
  }

  /// Stands in each form of the page.
  var formToken: String { visitor?.formToken ?? link?.formToken ?? "" }
}
