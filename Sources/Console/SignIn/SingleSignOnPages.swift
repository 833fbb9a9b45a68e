import Accounts
import Configuration
import Foundation
import HTTPTypes
import Hummingbird
import SingleSignOn

/// The way to the school's provider and back. A form that came too late is not carried along it: the page that has it
/// stays open, and the way goes through another tab.
struct SingleSignOnPages: Sendable {
  private let signIn: SignInPage
  private let service: SignOnService
  private let isSecure: Bool

  /// - Returns: nil where the school has no provider.
  /// - Throws: `SignOnError` for settings that cannot be used.
  init?(_ signIn: SignInPage) throws {
    let console = signIn.ground.settings.console
    guard let settings = console.signIn.singleSignOn else { return nil }
    self.signIn = signIn
    service = try SignOnService(settings, redirect: console.url + Self.answerPath)
    isSecure = console.isSecure
  }

  private static let answerPath = "/sign-in/single/answer"
  private var name: String { isSecure ? "__Host-postern-attempt" : "postern-attempt" }

  func add(to open: RouterGroup<ConsoleContext>) {
    open.get("sign-in/single") { request, context in try await begin(request, context) }
    open.get("sign-in/single/answer") { request, context in try await answer(request, context) }
  }

  /// What the browser keeps while it is at the provider.
  private struct Kept: Codable {
    /// Sealed.
    var attempt: String
    var then: String?
    /// Somebody who is signed in shows that it is them.
    var confirms: Bool
  }

  private func begin(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let confirms = request.uri.queryParameters["confirm"] != nil && context.visitor != nil
    let carried = Carried(then: request.uri.queryParameters["then"].map(String.init))
    do {
      let begun = try await service.begin(again: confirms)
      let kept = Kept(attempt: try signIn.ground.accounts.sealed(begun.attempt), then: carried.then, confirms: confirms)
      var response = Response.redirect(to: begun.address)
      response.setCookie(cookie(try JSONEncoder().encode(kept).base64EncodedString()))
      return response
    } catch let error as SignOnError {
      return failed(error, carried, context)
    }
  }

  private func answer(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let kept = request.cookies[name].flatMap { Data(base64Encoded: $0.value) }.flatMap {
      try? JSONDecoder().decode(Kept.self, from: $0)
    }
    let carried = Carried(then: kept?.then)
    let (accounts, client) = (signIn.ground.accounts, signIn.whence.client(request, context))
    var response: Response
    do {
      guard let kept, let attempt = accounts.opened(kept.attempt) else {
        return signIn.show(
          carried, FormFault("That sign-in was not begun in this browser. Begin again.", field: "address"), context)
      }
      let fields = Dictionary(
        request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first })
      let person = try await service.finish(fields, of: attempt)
      if kept.confirms, let token = signIn.door.token(request) {
        let entry = try await work { try accounts.confirm(token, person, from: client) }
        response = signIn.door.opened(.redirect(to: carried.target), entry)
      } else {
        let entry = try await work { try accounts.signIn(person, from: client) }
        response = try await signIn.door.enter(entry, carried, request, context)
      }
    } catch let error as SignOnError {
      response = failed(error, carried, context)
    } catch let error as AccountsError {
      guard let fault = FormFault(error, field: "address") else { throw error }
      response = signIn.show(carried, fault, context)
    }
    response.setCookie(cookie(nil))
    return response
  }

  private func failed(_ error: SignOnError, _ carried: Carried, _ context: ConsoleContext) -> Response {
    var fault = FormFault(FormFault.sentences(error.problem, error.remedy), field: "address")
    if error.kind == .unavailable { fault.status = .badGateway }
    return signIn.show(carried, fault, context)
  }

  /// - Parameter value: nil ends it.
  private func cookie(_ value: String?) -> Cookie {
    Cookie(
      name: name, value: value ?? "", maxAge: value == nil ? 0 : Int(SignOnAttempt.life), path: "/", secure: isSecure,
      httpOnly: true, sameSite: .lax)
  }
}
