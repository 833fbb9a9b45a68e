import PosternKit

/// What an officer does at a command line.
struct Orders: Sendable {
  private let postern: String
  private let configuration: String

  init(_ site: Site) {
    postern = site.postern
    configuration = site.configuration
  }

  /// Starts the command that ends a hold.
  func give(_ end: Ledger.End, _ reference: String) throws -> ChildProcess {
    let words =
      switch end {
      case .returned: ["return", reference, "--only"]
      // One at a time, and where its sender has a copy: they wrote it.
      case .deleted: ["delete", reference, "--sender-confirmed", "the ledger, which has every message"]
      case .released, .none: ["release", reference, "--only"]
      }
    return try ChildProcess(postern, ["held"] + words + ["--reason", "checked", "--config", configuration])
  }
}
