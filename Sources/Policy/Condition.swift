import Configuration
import Detection
import Extraction
import History
import MIME
import People

/// What must be true of a message, and of one of its recipients, for a rule to apply. Read from `when:` in the rule file.
indirect enum Condition: Hashable, Sendable {
  case all([Condition])
  case any([Condition])
  case not(Condition)
  case sender(SenderCondition)
  case recipient(RecipientCondition)
  /// With the condition's number in the rule file, the same for equal ones, so that its selection is found without hashing.
  case finding(FindingCondition, slot: Int)
  case visible(VisibleCondition)
  /// Whether a greeting by title and surname fits one of the recipients.
  case greeting(fits: Bool)
  /// The same of those whom an invitation names to its guests.
  case guests(VisibleCondition)
  case attachment(AttachmentCondition)
  case ambiguous(Set<Ambiguity.Kind>)
  /// A link to a file that is kept with one of these services.
  case shareLink(Set<ShareLink.Service>)
  case inspection(Set<FailureKind>)
  case submission(Set<Submission>)
  /// The message is short, and may hold a password that nothing calls one.
  case bareSecret(Bool)
  /// The message takes an earlier one back.
  case retraction(Bool)
  /// Its sender asks for a password.
  case asksProtection(Bool)
  /// A file that is known from an earlier message. Counts in pupils' mail, too, which is not read (D2).
  case knownFile(Set<KnownFile.Past>)
  /// Whether the school's records are stale.
  case records(isStale: Bool)
}

struct SenderCondition: Hashable, Sendable {
  var kinds: Set<SenderKind> = []
  var fromDiffers: Bool?
}

/// Each property that is set must be true of the recipient.
struct RecipientCondition: Hashable, Sendable {
  var kinds: Set<AudienceKind> = []
  /// A list's members, else the recipient's own kind.
  var reaches: Set<AudienceKind> = []
  var isInternal: Bool?
  var privateOf: Set<AudienceKind> = []
  /// The sender's own other address.
  var isSender: Bool?
  /// Somebody's in the records.
  var isKnown: Bool?
  var hasSafeguardingRoute: Bool?
  var resemblesKnown: Bool?
  var isProtectedChannel: Bool?
  var isList: Bool?
  /// The address is a person's in the records, not merely in a domain that they name.
  var isRecorded: Bool?
  /// This sender has a history, and has never written to it.
  var isFirst: Bool?
  /// Nobody of the school has, either.
  var isNewToSchool: Bool?
  /// New, and like somebody whom the sender usually writes to, in one of these ways.
  var nearUsual: Set<Likeness> = []
  /// New to a conversation that the message answers.
  var joinsThread: Bool?
  /// A list's members, at least.
  var members: Int?
  /// May open each of these cabinets of held mail; of a list every member.
  var mayOpen: Set<Cabinet> = []
  /// The sender sent a locked file there within a day.
  var hadLockedFile: Bool?
  /// The address to which breaches are reported.
  var takesBreachReports: Bool?
}

/// At least one finding must fit, or findings about `people` distinct persons.
struct FindingCondition: Hashable, Sendable {
  var categories: Set<Detection.Category> = []
  var identifiers: Set<IdentifierKind> = []
  /// Bare names count.
  var names = false
  /// Only what these terms or patterns have found, by their ids.
  var recognisers: Set<String> = []
  /// A category's grade, at least.
  var grade: Grade?
  var confidence = 0.0
  var about: About?
  /// Only recorded subjects (true), only those that the records lack (false).
  var isKnown: Bool?
  /// Only recorded subjects of these kinds.
  var subjects: Set<PersonKind> = []
  /// Distinct persons, at least.
  var people = 1
  /// More persons at once than the partner may have.
  var isBeyondBulk = false
  var isGranted: Bool?
  var texts: Set<TextKind> = []
  var isQuoted: Bool?
  /// Stands in an earlier message, quoted or attached.
  var isEarlier: Bool?
  /// Stands in an attachment (true), or in the message itself (false).
  var isAttached: Bool?
  var hasChecksum: Bool?
}

/// Whom a finding is about, seen from one recipient.
enum About: String, CaseIterable, Hashable, Sendable {
  /// Some identifiable person.
  case anyone
  /// No identifiable person.
  case nobody
  /// The recipient, or a child of theirs.
  case own
  /// Somebody who is neither the recipient, a child of theirs, nor the sender.
  case others
  case sender
  /// A child with whom the recipient must have no contact.
  case noContact = "no_contact"
  /// A child whose address must not reach the recipient.
  case withheld
  /// A pupil whom some adult, whoever that is, must have no contact with.
  case guarded
}

struct VisibleCondition: Hashable, Sendable {
  /// So many families and outside persons.
  var atLeast: Int?
  /// Two adults of one child, both with a say in its upbringing, who do not live together.
  var areApart: Bool?
}

/// At least one part must fit.
struct AttachmentCondition: Hashable, Sendable {
  var isUnreadable: Bool?
  var isAttachment: Bool?
  /// Why it could not be read.
  var unreadableKinds: Set<UnreadableKind> = []
  var protection: Set<ProtectionState> = []
  var isMismatch: Bool?
  /// Declared types, lower case; "image/*" stands for a family.
  var types: [String] = []
  var exceptTypes: [String] = []
}

/// Why there is no inspection, or none of the whole message, as rule files name it.
enum FailureKind: String, CaseIterable, Hashable, Sendable {
  case outOfTime = "out_of_time"
  case workerDied = "worker_died"
  case overloaded
  case invalidAnswer = "invalid_answer"
  case unavailable
  /// A bound was reached: there may be more than was found.
  case limitsReached = "limits_reached"
}
