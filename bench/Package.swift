// swift-tools-version: 6.1
//
// The benchmarks: a package of their own, so that neither a build nor a test of the service pays for them.

import PackageDescription

let package = Package(
    name: "boxfish-bench",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "boxfish", path: "..")],
    targets: [
        .executableTarget(
            name: "Measure",
            dependencies: [
                .product(name: "BoxfishInternals", package: "boxfish"), .product(name: "Wire", package: "boxfish"),
            ]),
        .executableTarget(name: "Load", dependencies: [.product(name: "Wire", package: "boxfish")]),
        .executableTarget(
            name: "Multiply", dependencies: [.product(name: "BoxfishInternals", package: "boxfish")]),
    ],
    swiftLanguageModes: [.v6]
)
