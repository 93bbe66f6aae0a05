// swift-tools-version: 6.3
import Foundation
import PackageDescription

/// CVODE of SUNDIALS; without it the built-in solvers still build and run.
let sundials: TargetDependencyCondition? = .when(traits: ["SUNDIALS"])

/// Ranks on many machines; without it there is one.
let mpi: TargetDependencyCondition? = .when(traits: ["MPI"])

/// SUNDIALS 7 moved contexts and vectors into a library of their own; 6.4 has none.
let hasSUNDIALSCore = [
  "/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
  "/usr/local/lib", "/opt/homebrew/lib",
].contains { folder in
  ["so", "dylib"].contains { ending in
    FileManager.default.fileExists(atPath: "\(folder)/libsundials_core.\(ending)")
  }
}
let sundialsLibraries = ["sundials_cvode"] + (hasSUNDIALSCore ? ["sundials_core"] : [])

/// What whoever builds the program says of the build in the environment, as the Makefile does, for its versions to tell.
func told(_ variable: String) -> String {
  (Context.environment[variable] ?? "").filter { $0.isLetter || $0.isNumber || "+.-".contains($0) }
}
let commit = told("SYNAPSE_COMMIT")

let package = Package(
  name: "synaptic-dynamics",
  platforms: [.macOS("26.0")],
  products: [
    .library(name: "RandomNumbers", targets: ["RandomNumbers"]),
    .library(name: "DataFiles", targets: ["DataFiles"]),
    .library(name: "Parallel", targets: ["Parallel"]),
    .library(name: "ODESolvers", targets: ["ODESolvers"]),
    .library(name: "GradientDrives", targets: ["GradientDrives"]),
    .library(name: "SynapticDynamics", targets: ["SynapticDynamics"]),
    .library(name: "PopulationMethods", targets: ["PopulationMethods"]),
    .library(name: "DataSets", targets: ["DataSets"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .library(name: "SpikingNetworks", targets: ["SpikingNetworks"]),
    .library(name: "Results", targets: ["Results"]),
    .library(name: "Studies", targets: ["Studies", "StudyRuns"]),
    .library(name: "Figures", targets: ["Figures"]),
    .library(name: "Reports", targets: ["Reports"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .executable(name: "synapse", targets: ["synapse"]),
  ],
  traits: [
    .trait(name: "SUNDIALS", description: "Adaptive solvers: CVODE (Adams and BDF) of SUNDIALS"),
    .trait(
      name: "MPI",
      description: "Populations split over the ranks of mpirun; needs an MPI implementation",
      enabledTraits: ["SUNDIALS"]),
    .default(enabledTraits: ["SUNDIALS"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CSUNDIALS",
      providers: [.apt(["libsundials-dev"]), .brew(["sundials"])]),
    .systemLibrary(
      name: "MPIFlags", pkgConfig: "mpi-c",
      providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(
      name: "DataFiles",
      dependencies: ["CZlib", .product(name: "SystemPackage", package: "swift-system")]),
    .target(
      name: "HostSystem",
      dependencies: ["DataFiles", .product(name: "SystemPackage", package: "swift-system")]),
    .target(
      name: "CMPI",
      dependencies: [.target(name: "MPIFlags", condition: mpi)],
      cSettings: [
        .define("MPI", .when(traits: ["MPI"])), .define("SUNDIALS", .when(traits: ["SUNDIALS"])),
      ]),
    .target(name: "Parallel", dependencies: [.target(name: "CMPI", condition: mpi)]),
    .target(
      name: "ODESolvers",
      dependencies: [
        "CKernels", "Parallel", .target(name: "CSUNDIALS", condition: sundials),
        .target(name: "CMPI", condition: mpi),
      ],
      linkerSettings: sundialsLibraries.map { .linkedLibrary($0, .when(traits: ["SUNDIALS"])) }
        + [.linkedLibrary("sundials_nvecparallel", .when(traits: ["MPI"]))]),
    .target(name: "CKernels", exclude: ["Windows/panel_rule.py"]),
    .target(
      name: "CBuild",
      cSettings: [
        .define("BUILD_COMMIT", to: "\"\(commit.isEmpty ? "unknown" : commit)\""),
        .define("BUILD_SWIFT", to: "\"\(told("SYNAPSE_SWIFT"))\""),
      ]),
    .target(name: "RandomNumbers", dependencies: ["CKernels"]),
    .target(
      name: "GradientDrives",
      dependencies: ["CKernels", "DataFiles", "ODESolvers", "Parallel", "RandomNumbers"]),
    .target(
      name: "SynapticDynamics",
      dependencies: ["CKernels", "GradientDrives", "ODESolvers", "Parallel", "RandomNumbers"]),
    .target(
      name: "PopulationMethods",
      dependencies: ["CKernels", "GradientDrives", "ODESolvers", "Parallel", "SynapticDynamics"]),
    .target(
      name: "DataSets",
      dependencies: [
        "DataFiles", "HostSystem", "RandomNumbers",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      exclude: ["Digits/README.md", "Digits/make_digits.py"],
      resources: [
        .embedInCode("Digits/digits-images-idx3-ubyte.gz"),
        .embedInCode("Digits/digits-labels-idx1-ubyte.gz"),
      ]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .target(
      name: "NeuralNetworks",
      dependencies: [
        "CKernels", "DataSets", "GradientDrives", "ODESolvers", "Parallel", "RandomNumbers",
        .target(name: "COpenBLAS", condition: .when(platforms: [.linux])),
      ],
      linkerSettings: [.linkedFramework("Accelerate", .when(platforms: [.macOS]))]),
    .target(
      name: "SpikingNetworks",
      dependencies: ["CKernels", "DataSets", "NeuralNetworks", "Parallel", "RandomNumbers"]),
    .target(
      name: "RuleEquations",
      dependencies: [
        "CKernels", "Configuration", "DataFiles", "RandomNumbers", "SynapticDynamics",
      ],
      resources: [
        .embedInCode("Shipped/bcm.yaml"), .embedInCode("Shipped/bio-adam-text.yaml"),
        .embedInCode("Shipped/calcium.yaml"), .embedInCode("Shipped/homeostasis.yaml"),
        .embedInCode("Shipped/kolen-pollack.yaml"), .embedInCode("Shipped/oja.yaml"),
        .embedInCode("Shipped/short-term-plasticity.yaml"),
      ]),
    .target(
      name: "RuleEquilibria",
      dependencies: ["DataFiles", "RandomNumbers", "RuleEquations", "SynapticDynamics"]),
    .target(name: "Configuration", dependencies: ["DataFiles", "RandomNumbers", "Yams"]),
    .target(
      name: "Architectures",
      dependencies: [
        "Configuration", "DataFiles", "DataSets", "NeuralNetworks", "SpikingNetworks",
      ]),
    .target(
      name: "Results",
      dependencies: [
        "CBuild", "DataFiles", "HostSystem", "ODESolvers", "RandomNumbers", "SynapticDynamics",
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(
      name: "Studies",
      dependencies: [
        "Architectures", "Configuration", "DataFiles", "DataSets", "GradientDrives", "HostSystem",
        "NeuralNetworks",
        "ODESolvers", "Parallel", "PopulationMethods", "RandomNumbers", "Results", "RuleEquations",
        "SpikingNetworks", "SynapticDynamics",
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(
      name: "StudyRuns",
      dependencies: [
        "DataFiles", "DataSets", "GradientDrives", "HostSystem", "NeuralNetworks", "ODESolvers",
        "Parallel", "Results", "RuleEquations", "SpikingNetworks", "Studies", "SynapticDynamics",
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(
      name: "Figures",
      dependencies: [
        "DataFiles", "HostSystem", "Results",
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(
      name: "Reports", dependencies: ["DataFiles", "Figures", "HostSystem", "Results"]),
    .target(
      name: "Experiments",
      dependencies: [
        "DataFiles", "Figures", "HostSystem", "ODESolvers", "Results", "Studies",
        "StudyRuns", "SynapticDynamics",
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(
      name: "Benchmarks",
      dependencies: [
        "Architectures", "CKernels", "DataSets", "GradientDrives", "HostSystem", "NeuralNetworks",
        "ODESolvers", "PopulationMethods", "RandomNumbers", "RuleEquations", "SpikingNetworks",
        "SynapticDynamics",
      ]),
    .target(
      name: "BuiltInStudies", path: "examples/studies",
      exclude: ["data", "recorded-gradients.yaml"],
      resources: [
        .embedInCode("bcm.yaml"), .embedInCode("bio-adam-text.yaml"),
        .embedInCode("calcium.yaml"), .embedInCode("cifar-feedback.yaml"),
        .embedInCode("cifar-grapes.yaml"), .embedInCode("cifar-optimisers.yaml"),
        .embedInCode("cifar-predisposition.yaml"), .embedInCode("depth.yaml"),
        .embedInCode("digits.yaml"),
        .embedInCode("equilibrium.yaml"), .embedInCode("euler-limit.yaml"),
        .embedInCode("grapes.yaml"), .embedInCode("grapes-mnist.yaml"),
        .embedInCode("homeostasis.yaml"), .embedInCode("kolen-pollack.yaml"),
        .embedInCode("mnist.yaml"), .embedInCode("oja.yaml"), .embedInCode("optimisers.yaml"),
        .embedInCode("permuted-digits.yaml"), .embedInCode("permuted-mnist.yaml"),
        .embedInCode("predisposition-10.yaml"), .embedInCode("predisposition-5.yaml"),
        .embedInCode("residual-digits.yaml"), .embedInCode("robustness.yaml"),
        .embedInCode("short-term-plasticity.yaml"),
        .embedInCode("signal-to-noise.yaml"),
        .embedInCode("smooth-drive.yaml"), .embedInCode("spiking-digits.yaml"),
        .embedInCode("spiking-mnist.yaml"), .embedInCode("stiff-population.yaml"),
        .embedInCode("sequential-digits.yaml"), .embedInCode("spiking-robustness.yaml"),
        .embedInCode("spiking-optimisers.yaml"), .embedInCode("spiking-units.yaml"),
        .embedInCode("yin-yang-steps.yaml"),
        .embedInCode("yin-yang.yaml"), .embedInCode("yin-yang-predisposition.yaml"),
      ]),
    .target(
      name: "StudyReference", resources: [.embedInCode("study-file.md")]),
    .executableTarget(
      name: "own-rule",
      dependencies: ["GradientDrives", "SynapticDynamics", "ODESolvers", "RandomNumbers"],
      path: "examples/own-rule"),
    .executableTarget(
      name: "own-drive", dependencies: ["GradientDrives", "SynapticDynamics", "ODESolvers"],
      path: "examples/own-drive"),
    .executableTarget(
      name: "run-study", dependencies: ["Results", "Studies", "StudyRuns"],
      path: "examples/run-study"),
    .executableTarget(
      name: "short-steps",
      dependencies: ["DataSets", "NeuralNetworks", "RandomNumbers", "SpikingNetworks"],
      path: "examples/short-steps"),
    .executableTarget(name: "stiff-ode", dependencies: ["ODESolvers"], path: "examples/stiff-ode"),
    .executableTarget(
      name: "synapse",
      dependencies: [
        "Architectures", "Benchmarks", "BuiltInStudies", "DataFiles", "DataSets", "Experiments",
        "Figures",
        "HostSystem", "NeuralNetworks", "ODESolvers", "Parallel", "Reports", "Results",
        "RuleEquations", "RuleEquilibria", "Studies", "StudyReference", "StudyRuns",
        "SynapticDynamics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .executableTarget(name: "kill-at-call", path: "Tests/KillAtCall"),
    .target(name: "TestSupport", dependencies: ["ODESolvers"], path: "Tests/TestSupport"),
    .testTarget(name: "ParallelTests", dependencies: ["Parallel"]),
    .testTarget(
      name: "ODESolversTests",
      dependencies: [
        "ODESolvers", "Parallel", "CAllocationCounter", "TestSupport",
        .target(name: "CSUNDIALS", condition: sundials),
      ]),
    .testTarget(
      name: "GradientDrivesTests", dependencies: ["GradientDrives", "RandomNumbers", "TestSupport"]),
    .testTarget(
      name: "SynapticDynamicsTests",
      dependencies: [
        "SynapticDynamics", "PopulationMethods", "GradientDrives", "ODESolvers", "RandomNumbers",
        "CKernels", "CAllocationCounter", "TestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "PopulationMethodsTests",
      dependencies: [
        "PopulationMethods", "SynapticDynamics", "GradientDrives", "ODESolvers", "RandomNumbers",
        "DataFiles", "CKernels", "CAllocationCounter", "TestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "NeuralNetworksTests",
      dependencies: [
        "Architectures", "NeuralNetworks", "DataSets", "GradientDrives", "ODESolvers",
        "PopulationMethods",
        "RandomNumbers", "SynapticDynamics", "CKernels", "CAllocationCounter",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "SpikingNetworksTests",
      dependencies: [
        "SpikingNetworks", "NeuralNetworks", "DataSets", "DataFiles", "CKernels", "TestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(name: "DataFilesTests", dependencies: ["DataFiles", "TestSupport"]),
    .testTarget(
      name: "RuleEquationsTests",
      dependencies: [
        "RuleEquations", "RuleEquilibria", "PopulationMethods", "Configuration", "RandomNumbers",
        "SynapticDynamics",
        "GradientDrives", "ODESolvers", "CKernels", "CAllocationCounter", "TestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(name: "ConfigurationTests", dependencies: ["Configuration", "TestSupport"]),
    .testTarget(name: "HostSystemTests", dependencies: ["HostSystem", "TestSupport"]),
    .testTarget(
      name: "DataSetsTests", dependencies: ["DataSets", "DataFiles", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "StudiesTests",
      dependencies: [
        "Studies", "StudyReference", "StudyRuns", "BuiltInStudies", "DataFiles", "GradientDrives",
        "HostSystem", "ODESolvers",
        "PopulationMethods", "Results", "SynapticDynamics", "TestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ResultsTests",
      dependencies: ["DataFiles", "RandomNumbers", "Results", "SynapticDynamics", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(name: "FiguresTests", dependencies: ["Figures", "HostSystem", "TestSupport"]),
    .testTarget(
      name: "ExperimentsTests", dependencies: ["Experiments", "Results", "Studies", "StudyRuns"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "synapse", "own-rule", "own-drive", "run-study", "short-steps", "stiff-ode", "kill-at-call",
        "DataFiles",
        "DataSets", "TestSupport",
      ],
      exclude: ["Fixtures"]),
  ]
)
