import Glibc
import Synchronization

/// Asks a supervisor for zygotes, over a socket that this process inherited.
///
/// Each filter process needs a socket of its own (a SOCK_SEQPACKET pair's end): on a shared one, two processes would
/// take each other's answers.
public final class SupervisedZygoteSource: ZygoteSource {
  private let socket: Mutex<Int32>

  /// Takes over the open descriptor.
  public init(adopting descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    socket = Mutex(descriptor)
  }

  deinit { socket.withLock { _ = close($0) } }

  public func start() throws(InspectionFailure) -> StartedZygote {
    let answer = socket.withLock { socket -> Result<Int32, InspectionFailure> in
      Result { () throws(InspectionFailure) in try Self.ask(socket) }
    }
    // The supervisor, as the parent, buries it.
    return StartedZygote(socket: try answer.get(), bury: {})
  }

  /// Tells the supervisor that Postfix can connect.
  /// - Parameter descriptor: what this process's successors are to inherit; it stays the caller's, too.
  public func tellThatItListens(handingOn descriptor: Int32) {
    // If it cannot be told, the supervisor is gone.
    socket.withLock { try? ControlSocket.send(ProviderMessage.listening.encoded(), over: $0, passing: descriptor) }
  }

  private static func ask(_ socket: Int32) throws(InspectionFailure) -> Int32 {
    do {
      try ControlSocket.send(ProviderMessage.wanted.encoded(), over: socket)
      guard let (bytes, descriptor) = try ControlSocket.receive(from: socket) else {
        throw InspectionFailure.unavailable(reason: "the supervisor is gone: start Postern again")
      }
      switch try ProviderMessage(bytes) {
      case .started where descriptor >= 0: return descriptor
      case .failed(let reason):
        if descriptor >= 0 { close(descriptor) }
        throw InspectionFailure.unavailable(reason: reason)
      default:
        if descriptor >= 0 { close(descriptor) }
        throw InspectionFailure.unavailable(reason: "the supervisor's answer was not understood")
      }
    } catch let failure as InspectionFailure {
      throw failure
    } catch {
      throw .unavailable(reason: "the supervisor's answer was not understood: \(error)")
    }
  }
}
