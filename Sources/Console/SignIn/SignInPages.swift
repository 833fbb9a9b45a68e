import Configuration
import Hummingbird

/// All pages by which somebody comes in, goes out, and looks after their account.
struct SignInPages: Sendable {
  let signIn: SignInPage
  private let single: SingleSignOnPages?

  /// - Throws: `ConsoleFailure` for settings that cannot be used.
  init(_ ground: Ground) throws {
    signIn = SignInPage(
      ground: ground, door: SignInDoor(ground), threads: PasswordThreads(), whence: try Whence(ground.settings.console))
    do { single = try SingleSignOnPages(signIn) } catch { throw ConsoleFailure("single sign-on: \(error)") }
  }

  /// By which somebody comes in who has an account, and goes out.
  func addEntry(to open: RouterGroup<ConsoleContext>) {
    let (signIn, code, enrolment) = (signIn, CodePage(signIn), EnrolmentPage(signIn))
    open.get("sign-in") { request, context in signIn.get(request, context) }
    open.post("sign-in") { request, context in try await signIn.post(request, context) }
    // Whoever loads a page again that answered a form begins anew.
    for path in ["sign-in/code", "sign-in/app"] as [RouterPath] {
      open.get(path) { _, _ in Response.redirect(to: "/sign-in") }
    }
    open.post("sign-in/code") { request, context in try await code.post(request, context) }
    open.post("sign-in/app") { request, context in try await enrolment.post(request, context) }
    single?.add(to: open)
    // Reached from a page that stayed open while somebody signed in elsewhere.
    open.post("sign-in/kept") { request, context in
      let carried = Carried(try await Form.read(request))
      guard context.visitor != nil, let kept = carried.kept else {
        return signIn.show(carried, FormFault("You are not signed in yet.", field: "address"), context)
      }
      return KeptPage(views: signIn.ground.views).show(kept, context)
    }
    open.post("sign-out") { request, context -> Response in
      guard let visitor = context.visitor else { return Response.redirect(to: "/sign-in") }
      _ = try await Form.checked(request, visitor)
      return try await signIn.door.leave(request)
    }
  }

  /// The same, and all by which an account is opened and looked after.
  /// - Parameters:
  ///   - open: what everybody reaches.
  ///   - inside: what those reach who are signed in.
  func add(to open: RouterGroup<ConsoleContext>, inside: RouterGroup<ConsoleContext>) {
    addEntry(to: open)
    let invitation = InvitationPage(signIn)
    open.get("invitation") { _, context in invitation.get(context) }
    open.post("invitation") { request, context in try await invitation.post(request, context) }
    open.get("invitation/password") { _, _ in Response.redirect(to: "/invitation") }
    open.post("invitation/password") { request, context in try await invitation.postPassword(request, context) }
    AccountPage(signIn).add(to: inside)
    AccountsPage(signIn).add(to: inside)
  }
}
