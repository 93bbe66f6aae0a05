// swift-tools-version: 6.3
import PackageDescription

/// CVODE of SUNDIALS; without it the built-in solvers still build and run.
let sundials: TargetDependencyCondition? = .when(traits: ["SUNDIALS"])

let package = Package(
  name: "synaptic-dynamics",
  platforms: [.macOS("26.0")],
  products: [
    .library(name: "ODESolvers", targets: ["ODESolvers"]),
    .library(name: "SynapticDynamics", targets: ["SynapticDynamics"]),
  ],
  traits: [
    .trait(name: "SUNDIALS", description: "Adaptive solvers: CVODE (Adams and BDF) of SUNDIALS"),
    .default(enabledTraits: ["SUNDIALS"]),
  ],
  targets: [
    .systemLibrary(
      name: "CSUNDIALS",
      providers: [.apt(["libsundials-dev"]), .brew(["sundials"])]),
    .target(
      name: "ODESolvers",
      dependencies: [.target(name: "CSUNDIALS", condition: sundials)],
      linkerSettings: [.linkedLibrary("sundials_cvode", .when(traits: ["SUNDIALS"]))]),
    .target(name: "SynapticDynamics", dependencies: ["ODESolvers"]),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(name: "ODESolversTests", dependencies: ["ODESolvers", "CAllocationCounter"]),
    .testTarget(
      name: "SynapticDynamicsTests", dependencies: ["SynapticDynamics"], exclude: ["Fixtures"]),
  ]
)
