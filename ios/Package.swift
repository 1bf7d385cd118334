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

// Where there is no SwiftUI and no XCUITest, the app and the UI tests are compiled against stubs: they run nowhere here, but the compiler has
// read them. On a Mac they belong to the app's project (project.yml), which has the real ones.
#if os(Linux)
    let frameworks: [(name: String, over: [Target.Dependency])] = [
        ("UIKit", []), ("UniformTypeIdentifiers", []), ("PhotosUI", ["UIKit", "UniformTypeIdentifiers"]),
        ("AVFoundation", []),
        ("BackgroundTasks", []), ("AuthenticationServices", ["UIKit"]), ("CoreLocation", []), ("Network", []),
        ("Security", []), ("SwiftUI", ["UIKit"]), ("XCUIAutomation", []),
    ]
    let stubs = frameworks.map { stub in
        Target.target(name: stub.name, dependencies: stub.over, path: "Tests/Stubs/\(stub.name)")
    }
    let seen = frameworks.dropLast().map { stub in Target.Dependency.target(name: stub.name) }
    let screens: [Target] =
        stubs + [
            .target(
                name: "HuesApp", dependencies: ["HuesKit", "HuesTags"] + seen, path: "App",
                exclude: ["Resources"]),
            .testTarget(name: "HuesUITests", dependencies: ["HuesTags", "XCUIAutomation"], path: "UITests"),
        ]
#else
    let screens: [Target] = []
#endif

let package = Package(
    name: "Hues",
    defaultLocalization: "vi",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "HuesKit", targets: ["HuesKit", "HuesCore"]),
        .library(name: "HuesTags", targets: ["HuesTags"]),
    ],
    targets: [
        coreFFI,
        // UniFFI's code is not written for the checks of Swift 6.
        .target(
            name: "HuesCore", dependencies: ["HuesCoreFFI"], swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: linkage),
        .target(name: "HuesKit", dependencies: ["HuesCore"]),
        .target(name: "HuesTags"),
        .executableTarget(name: "HuesBench", dependencies: ["HuesCore"]),
        .testTarget(name: "HuesKitTests", dependencies: ["HuesKit", "HuesTags"]),
    ] + screens,
    swiftLanguageModes: [.v6]
)
