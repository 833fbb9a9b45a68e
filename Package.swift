// swift-tools-version: 6.2
import PackageDescription

// The stations of a message, in order. `Tests/HouseTests` compares every `import` line with these arrows.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func station(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// `make test` tries what is optimised for use; to optimise the tests themselves would take minutes for nothing.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies,
    swiftSettings: strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))])
}

let package = Package(
  name: "postern",
  products: [
    .executable(name: "postern", targets: ["postern"]),
    .executable(name: "postern-inspector", targets: ["postern-inspector"]),
    .executable(name: "postern-rehearsal", targets: ["postern-rehearsal"]),
    .executable(name: "postern-bench", targets: ["postern-bench"]),
    .executable(name: "postern-chaos", targets: ["postern-chaos"]),
    // What `make chaos` sets the filter's clock with.
    .library(name: "postern-clock", type: .dynamic, targets: ["CClock"]),
    .executable(name: "postern-soak", targets: ["postern-soak"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // System libraries, each wrapped once.
    .systemLibrary(name: "CMilter", path: "Sources/CMilter"),
    .systemLibrary(name: "CGMime", path: "Sources/CGMime", pkgConfig: "gmime-3.0"),
    .systemLibrary(name: "CXML", path: "Sources/CXML", pkgConfig: "libxml-2.0"),
    .systemLibrary(name: "CArchive", path: "Sources/CArchive"),
    .systemLibrary(name: "CGSF", path: "Sources/CGSF", pkgConfig: "libgsf-1"),
    .systemLibrary(name: "CPoppler", path: "Sources/CPoppler", pkgConfig: "poppler-glib"),
    .systemLibrary(name: "CPopplerCore", path: "Sources/CPopplerCore", pkgConfig: "poppler"),
    .systemLibrary(name: "CQPDF", path: "Sources/CQPDF"),
    .systemLibrary(name: "CTesseract", path: "Sources/CTesseract", pkgConfig: "tesseract"),
    .systemLibrary(name: "CHyperscan", path: "Sources/CHyperscan", pkgConfig: "libhs"),
    .systemLibrary(name: "CLDAP", path: "Sources/CLDAP"),
    .systemLibrary(name: "CSeccomp", path: "Sources/CSeccomp"),
    .systemLibrary(name: "CSodium", path: "Sources/CSodium"),
    .systemLibrary(name: "CPango", path: "Sources/CPango", pkgConfig: "pangocairo"),
    .systemLibrary(name: "CPSL", path: "Sources/CPSL", pkgConfig: "libpsl"),
    .target(name: "CMilterReply", dependencies: ["CMilter"], linkerSettings: [.linkedLibrary("milter")]),
    .target(name: "CICU", linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
    .target(name: "CPhone", linkerSettings: [.linkedLibrary("phonenumber")]),
    .target(name: "CPageText", dependencies: ["CPopplerCore"]),
    .target(name: "CSandbox", linkerSettings: [.linkedLibrary("seccomp")]),

    // Ground that every station stands on.
    station("Configuration", [.product(name: "Yams", package: "Yams")]),
    station("Spool", ["CSandbox"]),
    station("Normalisation", ["CICU"]),
    station("DelimitedText", ["Normalisation"]),

    // A message's way.
    station("Milter", ["CMilter", "CMilterReply", "Spool", .product(name: "Logging", package: "swift-log")]),
    station("MIME", ["CGMime", "Normalisation"]),
    station(
      "Extraction",
      [
        "MIME", "CXML", "CArchive", "CGSF", "CPageText", "CPoppler", "CQPDF", "CTesseract", "Normalisation",
        "DelimitedText",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
      ]),
    station(
      "Protection",
      [
        "CArchive", "CGSF", "CQPDF", "Configuration", "Normalisation", "MIME", "Extraction",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
      ]),
    station("People", ["Configuration", "Normalisation", "DelimitedText", "Spool"]),
    station("Directory", ["CLDAP", "Configuration", "People"]),
    station(
      "Detection",
      [
        "Configuration", "CHyperscan", "CPhone", "Normalisation", "Extraction", "People",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    station(
      "Inspection",
      [
        "CSandbox", "CSeccomp", "Configuration", "Spool", "Normalisation", "MIME", "Extraction", "Protection", "People",
        "Detection", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    station(
      "History",
      [
        "Normalisation", "Spool", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    station(
      "Policy",
      [
        "CPSL", "Configuration", "Spool", "MIME", "Extraction", "People", "Detection", "Inspection", "Normalisation",
        "History",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    station(
      "Quarantine",
      [
        "Configuration", "Spool", "Policy", "Protection", "Detection", "Inspection",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
      ]),
    station("Insight", ["Configuration", "Quarantine", "Policy"]),
    station(
      "PeopleStore",
      ["Configuration", "People", "Quarantine", .product(name: "Crypto", package: "swift-crypto")]),
    station(
      "Texting",
      [
        "CPhone", "Configuration", "Protection", "Quarantine",
        .product(
          name: "AsyncHTTPClient", package: "async-http-client",
          moduleAliases: ["Configuration": "SwiftConfiguration"]),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    station(
      "Delivery",
      [
        "Configuration", "Spool", "Protection", "History", "Policy", "Quarantine", "Insight", "Detection", "Inspection",
        "MIME", "Texting",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    station(
      "Gateway",
      [
        "CSandbox", "Configuration", "Spool", "Milter", "MIME", "Extraction", "Protection", "People", "Detection",
        "Inspection", "History", "Policy", "Quarantine", "Insight", "PeopleStore", "Directory", "Texting", "Delivery",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
      ]),

    // The breach register as files.
    station("Paper", ["CPango"]),
    station("Register", ["Configuration", "Detection", "Paper", "Policy", "Quarantine"]),
    // Who signs in to the console.
    station(
      "SingleSignOn",
      [
        "Configuration",
        .product(
          name: "AsyncHTTPClient", package: "async-http-client",
          moduleAliases: ["Configuration": "SwiftConfiguration"]),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "JWTKit", package: "jwt-kit"),
      ]),
    station(
      "Accounts",
      [
        "CSodium", "Configuration", "Spool", "Quarantine", "SingleSignOn",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // What people see of it in a browser.
    .target(
      name: "Console",
      dependencies: [
        "Configuration", "Spool", "Extraction", "Detection", "Protection", "Inspection", "History", "Policy",
        "Quarantine", "Insight", "Texting", "Delivery", "Gateway", "Register", "Paper", "SingleSignOn", "Accounts",
        .product(name: "Hummingbird", package: "hummingbird", moduleAliases: ["Configuration": "SwiftConfiguration"]),
        .product(
          name: "HummingbirdCore", package: "hummingbird", moduleAliases: ["Configuration": "SwiftConfiguration"]),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(
          name: "HummingbirdTLS", package: "hummingbird", moduleAliases: ["Configuration": "SwiftConfiguration"]),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
      ], exclude: ["Resources"], swiftSettings: strict),

    // Labelled mail, and how well the rules do on it.
    station("Examples", ["Configuration", "Detection", "Policy", "Gateway"]),

    // Programs.
    .executableTarget(
      name: "postern",
      dependencies: [
        "Configuration", "Spool", "Milter", "MIME", "Extraction", "Protection", "People", "Detection", "Inspection",
        "History", "Policy", "Quarantine", "Insight", "PeopleStore", "Directory", "Texting", "Delivery", "Gateway",
        "Register", "Paper", "Accounts", "Console", "Examples",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .executableTarget(name: "postern-inspector", dependencies: ["Inspection"], swiftSettings: strict),

    // The test kit: a private Postfix, a next hop that keeps what it gets, an SMTP client, sample schools.
    .target(
      name: "PosternKit", dependencies: ["Configuration", "Spool"], exclude: ["Browser/drive.py", "Browser/check.js"],
      swiftSettings: strict),
    .executableTarget(
      name: "postern-rehearsal",
      dependencies: [
        "PosternKit", "Spool", "Configuration", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "postern-bench",
      dependencies: [
        "CHyperscan", "PosternKit", "Spool", "Configuration", "Detection", "Extraction", "MIME", "People", "Protection",
        "Inspection", "Policy", "Quarantine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(name: "CClock"),
    .executableTarget(
      name: "postern-chaos",
      dependencies: [
        "PosternKit", "Spool", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "postern-soak",
      dependencies: [
        "PosternKit", "Configuration", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    tests("HouseTests", ["Configuration", "PosternKit"]),
    tests("ConfigurationTests", ["Configuration"]),
    tests("MilterTests", ["Milter", "Spool", "PosternKit", .product(name: "Logging", package: "swift-log")]),
    tests("MIMETests", ["MIME"]),
    tests("ExtractionTests", ["Extraction", "MIME", "PosternKit"]),
    tests("ProtectionTests", ["Protection", "Extraction", "MIME", "Configuration", "PosternKit"]),
    tests("PeopleTests", ["People", "Normalisation", "DelimitedText", "Spool", "Configuration", "PosternKit"]),
    tests("DirectoryTests", ["Directory", "People", "Configuration", "PosternKit"]),
    tests(
      "PeopleStoreTests",
      ["PeopleStore", "People", "Quarantine", "Configuration", "Spool", "PosternKit"]),
    tests("DetectionTests", ["Detection", "Extraction", "People", "Normalisation", "Configuration"]),
    tests(
      "InspectionTests",
      [
        "Inspection", "Spool", "MIME", "Extraction", "Protection", "People", "Detection", "Configuration", "PosternKit",
      ]),
    tests(
      "HistoryTests",
      [
        "History", "Quarantine", "PosternKit", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    tests(
      "PolicyTests", ["History", "Policy", "Configuration", "MIME", "Extraction", "People", "Detection", "Inspection"]),
    tests(
      "QuarantineTests",
      [
        "Quarantine", "Policy", "Protection", "Detection", "Inspection", "Configuration", "Spool", "PosternKit",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
      ]),
    tests("InsightTests", ["Insight", "Quarantine", "Policy", "Configuration", "PosternKit"]),
    tests(
      "DeliveryTests",
      [
        "Delivery", "Protection", "Quarantine", "Policy", "People", "Detection", "Inspection", "MIME", "Configuration",
        "Spool", "Texting", "PosternKit",
      ]),
    tests(
      "TextingTests",
      [
        "Texting", "Protection", "Quarantine", "Policy", "Configuration", "Spool", "PosternKit",
      ]),
    tests(
      "GatewayTests",
      [
        "PosternKit", "Spool", "Configuration", "Inspection", "Policy", "Protection", "Quarantine", "Delivery",
        "Gateway", "Examples",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
      ]),
    tests(
      "ConsoleTests",
      [
        "Console", "Accounts", "SingleSignOn", "Configuration", "Extraction", "Detection", "Inspection", "People",
        "Protection", "Quarantine", "Policy", "Spool", "Texting", "PosternKit",
        .product(name: "Hummingbird", package: "hummingbird", moduleAliases: ["Configuration": "SwiftConfiguration"]),
        .product(
          name: "HummingbirdCore", package: "hummingbird", moduleAliases: ["Configuration": "SwiftConfiguration"]),
        .product(name: "Logging", package: "swift-log"),
      ]),
    tests("RegisterTests", ["Register", "Paper", "Policy", "Quarantine", "Configuration", "PosternKit"]),
    tests(
      "AccountsTests",
      [
        "Accounts", "SingleSignOn", "Quarantine", "Configuration", "PosternKit",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    tests("SingleSignOnTests", ["SingleSignOn", "Configuration", "PosternKit"]),
    tests("ChaosTests", ["postern-chaos", "PosternKit", "Spool"]),
    tests("SoakTests", ["postern-soak", "PosternKit"]),
    tests("CommandTests", ["Configuration", "Spool", "Policy", "Quarantine", "PosternKit"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// It needs libFuzzer: `make fuzz` builds this, and nothing else does.
if Context.environment["POSTERN_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "postern-fuzz",
      dependencies: [
        "CFuzzer", "Configuration", "Spool", "MIME", "Extraction", "Protection", "People", "Directory",
        "Detection", "Inspection", "Policy", "Delivery", "Milter", .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict))
  package.targets.append(.systemLibrary(name: "CFuzzer", path: "Sources/CFuzzer"))
  package.products.append(.executable(name: "postern-fuzz", targets: ["postern-fuzz"]))
}

// It needs a package of its own: `make bench-micro` fetches and builds it, and nothing else does.
if Context.environment["POSTERN_MICROBENCH"] != nil {
  // Without its traits it counts no allocations, and needs nothing that is not written in Swift or C here.
  package.dependencies.append(.package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
  package.targets.append(
    .executableTarget(
      name: "PartBenchmarks",
      dependencies: [
        "PosternKit", "Configuration", "MIME", "Extraction", "People", "Detection", "Inspection", "Policy",
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/PartBenchmarks", swiftSettings: strict,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]))
}
