/// Starts zygotes as children of this process: for the command line, for tests, and for a filter without a supervisor.
public struct DirectZygoteSource: ZygoteSource {
  private let executable: String

  /// `executable` is the absolute path of `postern-inspector`.
  public init(executable: String) { self.executable = executable }

  public func start() throws(InspectionFailure) -> StartedZygote {
    let (pid, socket) = try ZygoteSpawn.start(executable: executable)
    return StartedZygote(socket: socket) { ZygoteSpawn.bury(pid) }
  }
}
