import Foundation

/// What the pages of a sign-in hand on from one to the next: where somebody wanted to go, and a form of theirs that came
/// too late.
struct Carried: Sendable, Hashable {
  /// A path of this console; nil for its start.
  var then: String?
  var kept: KeptForm?

  private static let field = "then"

  init(then: String? = nil, kept: KeptForm? = nil) {
    self.then = then.flatMap { KeptForm.isOwn($0) ? $0 : nil }
    self.kept = kept
  }

  init(_ form: Form) { self.init(then: form.text(Self.field), kept: KeptForm(carriedBy: form)) }

  /// The hidden fields of each form on the way.
  var fields: [KeptForm.Field] {
    (then.map { [KeptForm.Field(name: Self.field, value: $0)] } ?? []) + (kept?.carried ?? [])
  }

  /// "?then=…", or nothing: for the address of a page on the way.
  var query: String {
    var allowed = CharacterSet.urlQueryAllowed
    allowed.remove(charactersIn: "&=+?#;")
    return then?.addingPercentEncoding(withAllowedCharacters: allowed).map { "?then=\($0)" } ?? ""
  }

  /// Where the way ends.
  var target: String { then ?? "/" }
}
