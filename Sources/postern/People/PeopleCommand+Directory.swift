import ArgumentParser
import Configuration
import Directory
import Gateway
import PeopleStore

extension PeopleCommand {
  struct Directory: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads the directory now, says what it holds, and keeps that as the last good copy.",
      discussion: """
        The filter does the same by itself, at its start and at an interval; this tells whether it can. With --dry-run
        nothing is kept.

        Exit status: 0 done; 69 the directory does not answer, or the disk is in the way; 77 it refuses, or the password
        or the keys cannot be had; 78 the configuration is wrong, or names no directory.
        """)
    @OptionGroup var configuration: ConfigurationOption
    @Flag(name: .long, help: "Keep nothing.") var dryRun = false

    func run() throws {
      let settings = try configuration.load()
      guard let directory = settings.directory else {
        say("postern: \(configuration.file): there is no 'directory': see postern.yaml(5)")
        throw ExitCode(ExitStatus.configuration)
      }
      let contents: DirectoryContents
      do {
        guard let read = try DirectoryReader(directory).read() else { return }
        contents = read
      } catch {
        say("postern: \(error)")
        throw ExitCode(error.status)
      }
      print(
        "\(contents.groups) groups, \(contents.incomplete) of them with members whom the directory does not tell; \(contents.mailboxes) mailboxes"
      )
      guard !dryRun else { return }
      let hasChanged = try withRecords { () throws(RecordsError) in
        try RecordsStore(settings).save(directory: contents.book)
      }
      print(hasChanged ? "The copy is new; a running filter takes it up within seconds." : "The copy was the same.")
    }
  }
}

extension DirectoryError {
  fileprivate var status: Int32 {
    switch kind {
    case .unreachable, .slow, .answer, .tooMuch: ExitStatus.unavailable
    case .refused, .password: ExitStatus.keys
    case .encryption, .base: ExitStatus.configuration
    }
  }
}
