import Accounts
import Delivery
import HTTPTypes
import Hummingbird
import Logging
import Quarantine

/// Turns what a page throws into a page that says what happened and what to do.
struct ErrorPages: RouterMiddleware {
  typealias Context = ConsoleContext

  let views: Views
  let logger: Logger

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as ConsoleError {
      return page(error, context)
    } catch let error as QuarantineError {
      return page(ConsoleError(error), context)
    } catch let error as DeskError {
      return page(ConsoleError(error), context)
    } catch let fault as SenderFault {
      return page(ConsoleError(fault), context)
    } catch let error as AccountsError {
      return page(ConsoleError(error), context)
    } catch let error as any HTTPResponseError {
      return page(
        error.status == .contentTooLarge
          ? .tooLarge
          : error.status == .notFound
            ? .notFound
            : .badRequest("The browser sent something that this page does not take."), context)
    } catch {
      // The words of an error may hold what somebody wrote: its kind alone goes into the log.
      logger.error("a page failed", metadata: ["error": "\(type(of: error))"])
      return page(.unavailable("Something went wrong here; it is in the log of the console."), context)
    }
  }

  private struct Values {
    var title: String
    var words: String
  }

  private func page(_ error: ConsoleError, _ context: ConsoleContext) -> Response {
    var response = views.page(
      "error", Values(title: error.title, words: error.words), title: error.title, context, status: error.status)
    if case .tooMany(let seconds) = error { response.headers[.retryAfter] = "\(seconds)" }
    return response
  }
}

extension ConsoleError {
  init(_ error: QuarantineError) {
    switch error.kind {
    case .notFound: self = .notFound
    case .wrongState, .tooLate, .changed, .noQuestion, .breachClosed, .bypass, .investigation:
      self = .overtaken("\(error)")
    case .ownHold: self = .notYours("\(error)")
    case .reasonMissing, .badValue, .noCopy, .childProtection, .kept, .nothingToCheck, .copyMissing,
      .notProtected, .noPassword, .enoughTexts:
      self = .badRequest("\(error)")
    default: self = .unavailable("\(error)")
    }
  }
}

extension ConsoleError {
  init(_ error: DeskError) {
    switch error {
    case .notFound: self = .notFound
    case .notTheirs, .own: self = .notYours("\(error)")
    case .decided(_, let state, let actor, let time): self = .ended(state, by: actor, at: time)
    case .changed, .samePerson, .openAlready, .noCheck: self = .overtaken("\(error)")
    case .nobodyLeft, .noRecipient, .cannotCut, .oneByOne, .needsOfficers, .noColleague, .nobodyToTell,
      .needsCheck, .cannotText:
      self = .badRequest("\(error)")
    case .delivery(.store(let error)): self.init(error)
    case .delivery(let error): self = .unavailable("\(error)")
    }
  }
}

extension ConsoleError {
  init(_ fault: SenderFault) {
    switch fault {
    case .notFound: self = .noSuchLink
    case .delivery(.store(let error)): self.init(error)
    case .delivery(let error): self = .unavailable("\(error)")
    case .cannotCheck: self = .unavailable("\(fault)")
    case .decided, .changed, .tooLate: self = .overtaken("\(fault)")
    default: self = .badRequest("\(fault)")
    }
  }
}

extension ConsoleError {
  /// What no form of the page that it happened on can tell.
  init(_ error: AccountsError) {
    switch error.kind {
    case .notFound: self = .notFound
    case .wait(let seconds): self = .tooMany(seconds: Int(seconds))
    case .signedOut: self = .signInNeeded
    case .exists, .administratorExists, .noAddress, .refused, .expired, .weakPassword, .otherPerson, .stranger,
      .passwordsOff, .noPassword:
      self = .badRequest("\(error)")
    case .storage, .newer, .quarantine, .busy: self = .unavailable("\(error)")
    }
  }
}
