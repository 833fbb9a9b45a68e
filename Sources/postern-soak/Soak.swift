import ArgumentParser
import Foundation
import PosternKit

/// Lets mixed mail through Postern for a long time at half of what it can bear, and looks whether memory and descriptors grow.
@main
struct Soak: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postern-soak",
    abstract: "Sends mixed mail at half load, and measures memory and descriptors of all of Postern's processes.",
    discussion: """
      Filter, workers and console run over a private Postfix with the sample school. Ordinary mail, mail with documents,
      and the school's sample messages, some of which are held, come in at half the rate that was measured first. Every few
      seconds memory (proportional set), memory files and open descriptors of all processes are summed up. Exit 1 when one
      of them grows: when the straight line through the second half of the run rises over it by more than a twentieth, and by
      more than 8 MiB or 8 descriptors. Needs root, as Postfix does, and to be run in the checkout.
      """)

  @Option(help: "Seconds, without the warming up and the measuring of the rate.") var time = 3_600
  @Option(help: "Seconds between two samples.") var every = 5
  @Option(help: "Connections at once.") var connections = 8
  @Option(help: "Messages a second; half of what was measured if none is given.") var rate: Double?
  @Option(help: "Where the table is written.") var table: String?
  @Option(help: "Where the plot is written, as SVG.") var plot: String?

  func validate() throws {
    guard time >= 40, every >= 1, time / every >= 8 else {
      throw ValidationError("A run takes at least 40 seconds, and eight samples.")
    }
  }

  func run() throws {
    do {
      let ground = try SoakGround(
        programs: (CommandLine.arguments[0] as NSString).deletingLastPathComponent,
        checkout: FileManager.default.currentDirectoryPath)
      defer { ground.stop() }
      let course = try ground.run(seconds: time, every: every, connections: connections, rate: rate)
      let verdicts = Quantity.allCases.map { Verdict($0, course.samples) }
      let text = SoakTable.text(course, verdicts)
      print(text)
      if let table { try (text + "\n").write(toFile: table, atomically: true, encoding: .utf8) }
      if let plot { try SoakPlot.svg(course, verdicts).write(toFile: plot, atomically: true, encoding: .utf8) }
      if !verdicts.allSatisfy(\.isFlat) || course.failures > 0 { throw ExitCode.failure }
    } catch let error as ExitCode {
      throw error
    } catch {
      FileHandle.standardError.write(Data("postern-soak: the run broke off: \(error)\n".utf8))
      throw ExitCode.failure
    }
  }
}

struct SoakError: Error, CustomStringConvertible {
  var description: String
}
