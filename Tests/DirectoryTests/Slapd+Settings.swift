import Configuration
import PosternKit

extension Slapd {
  /// The settings of a Postern that asks it, as a school would write them.
  func settings(
    _ preset: String = "openldap", password: String = Slapd.password, more: String = "start_tls: false"
  ) throws -> Settings {
    try folder.write("password", text: password + "\n")
    return try Self.settings(url: url, preset, in: folder, more: more)
  }

  static func settings(
    url: String, _ preset: String = "openldap", in folder: TemporaryFolder, more: String = "start_tls: false"
  ) throws -> Settings {
    try folder.write(
      "postern.yaml",
      text: """
        organisation: {name: School, domains: [school.example]}
        directory:
          url: \(url)
          preset: \(preset)
          base: dc=school,dc=example
          bind_dn: \(administrator)
          password_file: password
          timeout_seconds: 2
          \(more.replacing("\n", with: "\n  "))

        """)
    return try Settings.load(folder.file("postern.yaml"))
  }

  static func person(_ name: String) -> String { person(name, mail: "\(name)@school.example") }

  static func group(_ name: String, members: [String]) -> String {
    group(name, mail: "\(name)@school.example", members: members)
  }
}
