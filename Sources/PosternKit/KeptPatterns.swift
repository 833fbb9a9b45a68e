import Foundation
import Glibc
import Synchronization

/// Compiled expressions of earlier sites, which later ones take over: compiling them is most of a start.
public final class KeptPatterns: Sendable {
  /// For all sites of this process; nil where no folder can be made for them.
  public static let ofThisProcess = try? KeptPatterns()

  private let folder: TemporaryFolder
  /// What lives as long as the process is not freed at its end.
  private let guardian: Mutex<Guardian>

  private init() throws(KitError) {
    folder = try TemporaryFolder("postern-patterns", mode: 0o700)
    guardian = Mutex(try Guardian(removing: folder.path))
  }

  /// Puts what is kept into a state that is not there yet.
  func give(to state: String) {
    guard mkdir(state, 0o700) == 0, mkdir(state + "/patterns", 0o700) == 0 else { return }
    copy(from: folder.path, to: state + "/patterns")
  }

  /// Keeps what a filter has compiled that is not kept yet.
  func take(from state: String) { copy(from: state + "/patterns", to: folder.path) }

  private func copy(from source: String, to target: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: source)) ?? []
    for name in names where name.hasSuffix(".hs") && access("\(target)/\(name)", F_OK) != 0 {
      // By another name first: two sites may start at once.
      let unfinished = "\(target)/\(UUID().uuidString)"
      guard (try? FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: unfinished)) != nil else {
        continue
      }
      rename(unfinished, "\(target)/\(name)")
    }
  }
}
