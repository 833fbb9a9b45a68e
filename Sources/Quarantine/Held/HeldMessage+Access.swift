public import Configuration
public import Policy
import Spool

extension HeldMessage {
  /// Whose it is: the identity and the envelope's sender; lower case.
  public var senders: Set<String> {
    Set([identity, envelope.sender.address].filter { !$0.isEmpty }.map { $0.lowercased() })
  }

  /// What has to be known of it to say who may do what with it.
  public func access(in organisation: Settings.Organisation) -> MessageAccess {
    MessageAccess(
      cabinets: cabinets, school: organisation.school(of: identity)?.name, senders: senders,
      hiddenFrom: Set(hiddenFrom), subjects: Set(conductSubjects.map { $0.lowercased() }), releaser: releaser,
      concernsConduct: concernsConduct)
  }
}
