import Configuration
import Delivery
import Gateway
import Hummingbird
import Policy
import Quarantine

/// The pages that senders open from a notice: a listener of its own, which serves nothing of the console, as the console
/// serves nothing of it.
struct SenderPages: Sendable {
  let ground: Ground
  let recheck: Recheck
  let room: ReadingRoom
  let files: StaticFiles
  private let signIn: SignInPages

  /// - Parameters:
  ///   - ground: with the listener's own address and layout in the place of the console's.
  ///   - recheck: judges once more what a sender has mended; its owner closes it.
  /// - Throws: `ConsoleFailure` for settings that cannot be used.
  init(_ ground: Ground, recheck: Recheck, room: ReadingRoom, files: StaticFiles) throws {
    self.ground = ground
    self.recheck = recheck
    self.room = room
    self.files = files
    signIn = try SignInPages(ground)
  }

  func router() -> Router<ConsoleContext> {
    // Programs that look at links in mail ask so first.
    let router = Router(context: ConsoleContext.self, options: .autoGenerateHeadEndpoints)
    let settings = ground.settings.console
    router.add(middleware: SecurityHeaders(isSecure: settings.isSecure))
    router.add(middleware: ErrorPages(views: ground.views, logger: ground.logger))
    let files = files
    router.get("assets/:version/:name") { _, context in try files.answer(context.parameters.require("name")) }
    let gate = SessionGate(
      accounts: ground.accounts, book: ground.book, cookie: SessionCookie(isSecure: settings.isSecure))
    let open = router.group().add(middleware: OwnOrigin(settings, port: settings.port)).add(middleware: gate)
      .add(middleware: ErrorPages(views: ground.views, logger: ground.logger))
    let views = ground.views
    open.get("") { _, context in views.page("senders/start", (), title: "Check an email", context) }
    signIn.addEntry(to: open)
    ConfirmPage(signIn.signIn).add(to: open.group().add(middleware: SignedInOnly(signIn: signIn.signIn)))

    let link = router.group("email/:token")
      .add(middleware: OwnOrigin(settings, port: settings.port, takesHidden: true)).add(middleware: gate)
      .add(middleware: ErrorPages(views: ground.views, logger: ground.logger))
      .add(middleware: LinkGate(ground: ground, whence: signIn.signIn.whence, purpose: .mend))
      // Once more: what goes wrong from here on is told by a page of the same policy.
      .add(middleware: ErrorPages(views: ground.views, logger: ground.logger))
    let page = SenderPage(ground: ground, desk: SenderDesk(ground.desk, recheck: recheck))
    page.add(to: link)
    WithdrawPage(page: page).add(to: link)
    SenderRiskPage(page: page).add(to: link)
    AskOfficerPage(page: page).add(to: link)
    let inside = link.group().add(middleware: SignedInOnly(signIn: signIn.signIn))
    SenderReadPage(page: page, room: room).add(to: inside)
    AskColleaguePage(page: page).add(to: inside)
    SenderPasswordPage(page: page, confirm: ConfirmPage(signIn.signIn)).add(to: inside)
    MendPage(page: page, room: room, signIn: signIn.signIn).add(to: link)
    return router
  }
}

extension Ground {
  /// The same for the page of senders: its own address, cookies, layout and texts. Nil where there is none.
  func forSenders(resources: String, version: String) throws -> Ground? {
    guard let senders = settings.console.senders else { return nil }
    var settings = settings
    settings.console = settings.console.serving(senders)
    return Ground(
      settings: settings, store: store, accounts: accounts, book: book, desk: desk, index: index,
      views: try Views(
        folder: resources, organisation: settings.organisation.name, version: version, layout: "senders/layout"),
      logger: logger, now: now, hasAccountPages: false)
  }
}
