// swift-tools-version: 6.0
import PackageDescription

// The core comes as the host's library, whose folder `cargo xtask test` names here, or as the XCFramework that a Mac makes for phones.
let hostLibrary = Context.environment["HUES_LIBRARY_DIR"]

let coreFFI: Target =
    if hostLibrary == nil {
        .binaryTarget(name: "HuesCoreFFI", path: "Frameworks/HuesCoreFFI.xcframework")
    } else {
        .systemLibrary(name: "HuesCoreFFI")
    }

let linkage: [LinkerSetting] =
    hostLibrary.map { folder in
        [
            .unsafeFlags(["-L", folder, "-lhues_bindings", "-Xlinker", "-rpath", "-Xlinker", folder]),
            // The library may have been built against an older glibc than the one it is linked with here.
            .unsafeFlags(["-Xlinker", "--allow-shlib-undefined"], .when(platforms: [.linux])),
        ]
    } ?? []

let package = Package(
    name: "Hues",
    defaultLocalization: "vi",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "HuesKit", targets: ["HuesKit", "HuesCore"])],
    targets: [
        coreFFI,
        // UniFFI's code is not written for the checks of Swift 6.
        .target(
            name: "HuesCore", dependencies: ["HuesCoreFFI"], swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: linkage),
        .target(name: "HuesKit", dependencies: ["HuesCore"]),
        .testTarget(name: "HuesKitTests", dependencies: ["HuesKit"]),
    ],
    swiftLanguageModes: [.v6]
)
