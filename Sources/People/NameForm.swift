/// How a name was written, from what points at one person to what hardly does.
public enum NameForm: UInt8, CaseIterable, Sendable, Hashable {
  /// Legal first and last name in either order, with or without middle names and halves of a double-barrelled surname.
  case full
  /// Preferred first name and surname.
  case preferred
  /// A short or long form of the first name and surname: Bill Young for William Young.
  case shortForm
  /// A Khan, A. Khan, Khan A.
  case initialSurname
  /// Aisha K, Aisha K.
  case firstInitial
  /// Mr Khan, Dr Khan; staff and guardians only.
  case titleSurname
  /// The legal first name alone.
  case first
  /// The preferred first name alone.
  case preferredFirst
  /// The surname alone.
  case surname
  /// AK, A.K.; pupils only, and worth something only beside the pupil's form.
  case initials
}
