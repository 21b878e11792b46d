// swift-tools-version: 6.0
import PackageDescription

// Swift SIMD code in `Kernels` is widened to the CPU it is built on; the executable checks at start that it runs there.
let native: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-march=native"])]
// No errno from math functions: without it a vector square root is one libm call a lane.
let hot: [SwiftSetting] = [
    .unsafeFlags(["-Ounchecked", "-Xcc", "-march=native", "-Xcc", "-fno-math-errno"], .when(configuration: .release))
]

// Debug builds check exclusive access to the boxes of values; in release the checks cost more than what they guard.
let interpreter: [SwiftSetting] = [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

let package = Package(
    name: "hesse",
    products: [.executable(name: "hesse", targets: ["hesse"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS", path: "Sources/COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CCairo", path: "Sources/CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Debian's giflib comes without a pkg-config file.
        .systemLibrary(name: "CGif", path: "Sources/CGif", providers: [.apt(["libgif-dev"])]),
        .target(name: "CReadline", path: "Sources/CReadline", linkerSettings: [.linkedLibrary("readline")]),
        // With the flags of the hot loops: it tells which features of the CPU those use.
        .target(name: "CProcessor", cSettings: [.unsafeFlags(["-march=native"])]),

        .target(name: "Tensors", swiftSettings: native),
        .target(name: "Kernels", dependencies: ["Tensors", "COpenBLAS"], swiftSettings: hot),
        .target(name: "Graph", dependencies: ["Tensors"]),
        .target(name: "Transforms", dependencies: ["Graph"]),
        .target(name: "Compiler", dependencies: ["Graph", "Kernels"], swiftSettings: native),
        .target(name: "Curvature", dependencies: ["Tensors", "Kernels"], swiftSettings: native),
        .target(name: "Syntax"),
        .target(
            name: "Interpreter",
            dependencies: [
                "Syntax", "Transforms", "Compiler", "Curvature",
                .product(name: "OrderedCollections", package: "swift-collections"),
            ], swiftSettings: interpreter),
        .target(
            name: "Formats",
            dependencies: ["Tensors", "CZlib", .product(name: "OrderedCollections", package: "swift-collections")]),
        .target(name: "Plotting", dependencies: ["Tensors", "CCairo", "CGif"]),
        .target(
            name: "Builtins",
            dependencies: [
                "Interpreter", "Formats", "Plotting", .product(name: "OrderedCollections", package: "swift-collections"),
            ]),
        .target(name: "Console", dependencies: ["Builtins", "Formats", "CReadline", "CProcessor", "CCairo", "CGif", "CZlib"]),
        .executableTarget(
            name: "hesse", dependencies: ["Console", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

        .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .testTarget(name: "KernelsTests", dependencies: ["Kernels", "CAllocationCounter"]),
        .testTarget(name: "GraphTests", dependencies: ["Graph", "Transforms", "Compiler"]),
        .testTarget(name: "CompilerTests", dependencies: ["Compiler", "Transforms", "CAllocationCounter"]),
        .testTarget(name: "CurvatureTests", dependencies: ["Curvature"]),
        .testTarget(name: "SyntaxTests", dependencies: ["Syntax"]),
        .testTarget(
            name: "InterpreterTests", dependencies: ["Builtins", "CAllocationCounter"],
            exclude: ["Language", "Corpus", "Diagnostics"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats"], exclude: ["Corpus"]),
        .testTarget(name: "PlottingTests", dependencies: ["Plotting", "CGif"]),
        .testTarget(name: "BuiltinsTests", dependencies: ["Builtins"]),
        .testTarget(name: "ConsoleTests", dependencies: ["Console"]),
    ],
    swiftLanguageModes: [.v6]
)
