// swift-tools-version: 6.1
//
// The house: ten libraries and one executable. Arrows point down only, and because every target lists exactly
// what it may import, the compiler checks them. Sources/README.md draws the map.

import PackageDescription

let package = Package(
    name: "boxfish",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "boxfish", targets: ["CLI"]),
        .library(name: "Wire", targets: ["Wire"]),
        .library(name: "Client", targets: ["Client"]),
        // The rest is a product only so that bench/, a package of its own, can measure it from outside.
        .library(
            name: "BoxfishInternals",
            targets: ["Schema", "Storage", "Kernels", "Analysis", "QueryLanguage", "Snapshots", "Engine", "Server"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // The command `swift package generate-documentation`; nothing is linked to it.
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        // 0 — C shims: opaque APIs and link flags, no logic but loops that Swift has no instructions for. No header of a wrapped library is ever seen by Swift.
        .target(
            name: "CText",
            linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("stemmer")]),
        .target(name: "CCompress", linkerSettings: [.linkedLibrary("zstd"), .linkedLibrary("z")]),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CPlatform", linkerSettings: [.linkedLibrary("xxhash")]),

        // 1
        .target(name: "Schema", dependencies: ["CText"]),
        .target(name: "Kernels", dependencies: ["CPlatform"], exclude: ["generate.py"]),
        .target(name: "Storage", dependencies: ["Kernels", "CPlatform", "CCompress"]),
        .target(name: "Wire", exclude: ["record.sh"]),

        // 2
        .target(name: "Analysis", dependencies: ["CText", "Schema"]),
        .target(name: "QueryLanguage", dependencies: ["Schema"]),
        .target(name: "Snapshots", dependencies: ["Schema", "CSimdJSON", "CCompress"]),
        .target(
            name: "Client",
            dependencies: [
                "Wire", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),

        // 3
        .target(name: "Engine", dependencies: ["Schema", "Storage", "Kernels", "Analysis"]),

        // 4
        .target(
            name: "Server",
            dependencies: [
                "Engine", "QueryLanguage", "Snapshots", "Wire",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        // 5
        .executableTarget(
            name: "CLI",
            dependencies: [
                "Server", "Client", "QueryLanguage", "CPlatform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        // Tests: a target a library, plus what they share.
        .target(
            name: "TestSupport", dependencies: ["Schema", "Storage", "Analysis", "CCompress", "SanitizerSupport"],
            path: "Tests/TestSupport"
        ),
        .target(name: "SanitizerSupport", path: "Tests/SanitizerSupport"),
        .target(
            name: "ServiceSupport",
            dependencies: [
                "Server", "Client", "Engine", "Wire", "TestSupport", .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/ServiceSupport"
        ),
        .testTarget(name: "SchemaTests", dependencies: ["Schema", "TestSupport"]),
        .testTarget(name: "KernelsTests", dependencies: ["Kernels", "CPlatform", "TestSupport"]),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "Kernels", "TestSupport"]),
        .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "TestSupport"]),
        .testTarget(name: "QueryLanguageTests", dependencies: ["QueryLanguage", "TestSupport"]),
        .testTarget(name: "SnapshotsTests", dependencies: ["Snapshots", "Schema", "CCompress", "TestSupport"]),
        .testTarget(name: "EngineTests", dependencies: ["Engine", "QueryLanguage", "Snapshots", "TestSupport"]),
        .testTarget(name: "WireTests", dependencies: ["Wire", "TestSupport"]),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Server", "Client", "Engine", "Storage", "Snapshots", "Wire", "Schema", "ServiceSupport", "TestSupport",
            ]),
        .testTarget(
            name: "ProtocolTests", dependencies: ["Server", "Wire", "ServiceSupport", "TestSupport"],
            exclude: ["Exchanges", "records.ndjson"]),
        .testTarget(
            name: "CompatibilityTests",
            dependencies: ["Engine", "QueryLanguage", "Snapshots", "Storage", "Schema", "Wire", "TestSupport"],
            exclude: ["Indexes"]),
        .testTarget(
            name: "TranscriptTests", dependencies: ["CLI", "Server", "Wire", "TestSupport"], exclude: ["Transcripts"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu17,
    cxxLanguageStandard: .cxx17
)
