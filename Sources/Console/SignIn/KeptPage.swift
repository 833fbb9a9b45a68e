import Hummingbird

/// Asks, after the sign-in, whether what was typed before it may go now.
struct KeptPage: Sendable {
  let views: Views

  private struct Values {
    var path: String
    var fields: [KeptForm.Field]
  }

  /// - Parameter context: of the person who has signed in.
  func show(_ kept: KeptForm, _ context: ConsoleContext) -> Response {
    views.page("kept", Values(path: kept.path, fields: kept.fields), title: "You are signed in again", context)
  }
}
