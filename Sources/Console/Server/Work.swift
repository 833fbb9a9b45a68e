import NIOPosix

/// Runs what waits for a disk or for Postfix on threads of its own, so that no other page waits with it.
func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
  try await NIOThreadPool.singleton.runIfActive(body)
}
