public import Accounts
public import Configuration
import Delivery
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
public import Policy
public import Quarantine
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The web console: held mail, cabinets, the breach register, and what there is to know of the filter.
///
/// A process of its own beside the filter, over the same state and keys. It never reads mail itself (D4): a worker does.
public struct Console: Sendable {
  private let ground: Ground
  private let room: ReadingRoom
  private let files: StaticFiles
  private let signIn: SignInPages
  /// Nil where senders have no page.
  let senders: SenderPages?

  /// - Parameters:
  ///   - file: the configuration's path, for errors.
  ///   - book: who may open what.
  ///   - resources: the folder of templates, stylesheet and script.
  ///   - logger: is told of the console's own troubles, never of what is on its pages.
  /// - Throws: `ConsoleFailure` where the files that ship are not there.
  public init(
    _ settings: Settings, file: String, store: QuarantineStore, accounts: AccountStore, book: AccessBook,
    resources: String, logger: Logger
  ) throws {
    files = try StaticFiles(folder: resources)
    ground = Ground(
      settings: book.settings, store: store, accounts: accounts, book: book,
      desk: Desk(
        store, book: book, writer: NoticeWriter(book.settings), grace: Int64(settings.console.graceSeconds)),
      index: try HeldIndex(store),
      views: try Views(folder: resources, organisation: settings.organisation.name, version: files.version),
      logger: logger, now: { Int64(Date().timeIntervalSince1970) })
    signIn = try SignInPages(ground)
    room = ReadingRoom(book.settings, logger: logger)
    senders = try ground.forSenders(resources: resources, version: files.version).map { [room, files] own in
      try SenderPages(
        own, recheck: Recheck(settings, file: file, store: store, logger: logger), room: room, files: files)
    }
  }

  /// Serves until the task is cancelled, or the process is told to stop (SIGTERM, SIGINT).
  /// - Parameter running: is called once it listens everywhere.
  /// - Throws: `ConsoleFailure` for a port in use or a certificate that cannot be read.
  public func run(_ running: @escaping @Sendable () async -> Void) async throws {
    let listeners =
      [(router(), ground.settings.console)] + (senders.map { [($0.router(), $0.ground.settings.console)] } ?? [])
    let silent = Mutex(listeners.count)
    let room = room
    let servers: [any Service] = try listeners.map { router, settings in
      Application(
        router: router, server: try server(settings),
        configuration: ApplicationConfiguration(
          address: .hostname(settings.host, port: settings.port), serverName: nil,
          availableConnectionsDelegate: MaximumAvailableConnections(Self.connections)),
        onServerRunning: { _ in
          let isLast = silent.withLock { count in
            count -= 1
            return count == 0
          }
          guard isLast else { return }
          await running()
          Task { await room.warmUp() }
        }, logger: ground.logger)
    }
    let texts = TextService(ground.settings, store: ground.store, logger: ground.logger)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: servers + (texts.map { [$0] } ?? []), gracefulShutdownSignals: [.sigterm, .sigint],
        logger: ground.logger))
    do {
      try await group.run()
      await close()
    } catch let error as IOError {
      await close()
      let places = listeners.map { "\($0.1.host):\($0.1.port)" }.joined(separator: " or ")
      throw ConsoleFailure(
        "the console cannot listen on \(places): \(error): is another one running? 'port:' under 'console:', or under "
          + "'senders:' there, gives it another")
    }
  }

  private func close() async {
    await room.close()
    senders?.recheck.close()
  }

  private static let connections = 512
  /// Of a browser that asks for nothing, in seconds.
  private static let idle = TimeAmount.seconds(30)

  private func server(_ console: ConsoleSettings) throws -> HTTPServerBuilder {
    let plain = HTTPServerBuilder.http1(
      configuration: HTTP1Channel.Configuration(
        idleTimeout: Self.idle,
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)))
    guard let certificate = console.certificate else { return plain }
    do {
      var tls = TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.chain).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem)))
      tls.minimumTLSVersion = .tlsv12
      return try .tls(plain, tlsConfiguration: tls)
    } catch {
      throw ConsoleFailure(
        "the certificate \(certificate.chain) with the key \(certificate.key) cannot be used: \(error): both are PEM, and "
          + "the user of the console reads them")
    }
  }

  func router() -> Router<ConsoleContext> {
    let router = Router(context: ConsoleContext.self)
    let settings = ground.settings.console
    router.add(middleware: SecurityHeaders(isSecure: settings.isSecure))
    router.add(middleware: ErrorPages(views: ground.views, logger: ground.logger))
    let files = files
    router.get("assets/:version/:name") { _, context in try files.answer(context.parameters.require("name")) }
    let probes = Probes(ground: ground)
    router.get("healthz") { _, _ in probes.health() }
    router.get("readyz") { _, _ in try await probes.readiness() }
    router.get("metrics") { request, context in try probes.metrics(request, context) }
    let open = router.group().add(middleware: OwnOrigin(settings, port: settings.port))
      .add(
        middleware: SessionGate(
          accounts: ground.accounts, book: ground.book, cookie: SessionCookie(isSecure: settings.isSecure))
      )
      // Once more: what goes wrong from here on is told to somebody who is signed in.
      .add(middleware: ErrorPages(views: ground.views, logger: ground.logger))
    open.get("") { _, _ in Response.redirect(to: "/held") }
    let inside = open.group().add(middleware: SignedInOnly(signIn: signIn.signIn))
      .add(middleware: BannerWatch(store: ground.store))
    signIn.add(to: open, inside: inside)
    HealthPage(ground: ground).add(to: inside)
    SwitchPage(ground: ground).add(to: inside)
    InsightPage(ground: ground).add(to: inside)
    InvestigationPage(ground: ground).add(to: inside)
    AuditPages(ground: ground).add(to: inside)
    HeldPages(ground: ground, room: room).add(to: inside)
    CheckPages(ground: ground).add(to: inside)
    BreachPages(ground: ground).add(to: inside)
    let help = HelpPage(ground: ground)
    inside.get("help") { _, context in help.show(context) }
    return router
  }
}
