import NIOPosix

/// Threads for what hashes passwords, which takes long on purpose: no other page waits for them.
struct PasswordThreads: Sendable {
  private let pool: NIOThreadPool

  /// Six strangers may wait for one another (`AccountStore`), and those who are known need some besides.
  private static let count = 8

  init() {
    pool = NIOThreadPool(numberOfThreads: Self.count)
    pool.start()
  }

  func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await pool.runIfActive(body)
  }
}
