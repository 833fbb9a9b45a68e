import Hummingbird

/// Shows new recovery codes, this once.
struct RecoveryCodesPage: Sendable {
  let ground: Ground

  private struct Values {
    var codes: [String]
    var then: String
    var kept: Kept?
  }

  private struct Kept {
    var path: String
    var fields: [KeptForm.Field]
  }

  /// - Parameter context: of the person who is signed in.
  func show(_ codes: [String], _ carried: Carried, _ context: ConsoleContext) -> Response {
    ground.views.page(
      "sign-in/recovery",
      Values(codes: codes, then: carried.target, kept: carried.kept.map { Kept(path: $0.path, fields: $0.fields) }),
      title: "Keep your recovery codes", context)
  }
}
