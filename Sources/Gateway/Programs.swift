import Foundation
import Glibc

/// Where the programs and the files that ship are, told from where this program is.
public enum Programs {
  /// The `postern` program that runs now, absolute.
  public static var postern: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }

  /// `postern-inspector` beside it.
  public static var inspector: String { folder + "/postern-inspector" }

  /// The folder of the rules that ship: `share/postern/rules` beside the programs' own folder when installed, or
  /// `rules` in the checkout that they were built in; nil when neither is there.
  public static var shippedRules: String? {
    shipped("rules", inCheckout: "rules", knownBy: "policy.yaml")
  }

  /// The folder of the console's templates, stylesheet and script: `share/postern/console` when installed, or in the
  /// checkout that the programs were built in; nil when neither is there.
  public static var consoleResources: String? {
    shipped("console", inCheckout: "Sources/Console/Resources", knownBy: "console.css")
  }

  private static func shipped(_ name: String, inCheckout path: String, knownBy file: String) -> String? {
    var candidates = [folder + "/../share/postern/" + name]
    var parent = folder
    while parent.count > 1 {
      candidates.append(parent + "/" + path)
      parent = (parent as NSString).deletingLastPathComponent
    }
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/" + file) }
  }

  private static var folder: String { (postern as NSString).deletingLastPathComponent }
}
