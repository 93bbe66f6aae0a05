/// The example studies that need no file beside them: they come with the program and run by name.
public enum BuiltInStudies {
  /// The text of each study by its name.
  public static let texts: [String: String] = [
    "bcm": text(PackageResources.bcm_yaml),
    "bio-adam-text": text(PackageResources.bio_adam_text_yaml),
    "calcium": text(PackageResources.calcium_yaml),
    "cifar-feedback": text(PackageResources.cifar_feedback_yaml),
    "cifar-grapes": text(PackageResources.cifar_grapes_yaml),
    "cifar-optimisers": text(PackageResources.cifar_optimisers_yaml),
    "cifar-predisposition": text(PackageResources.cifar_predisposition_yaml),
    "depth": text(PackageResources.depth_yaml),
    "digits": text(PackageResources.digits_yaml),
    "equilibrium": text(PackageResources.equilibrium_yaml),
    "euler-limit": text(PackageResources.euler_limit_yaml),
    "grapes": text(PackageResources.grapes_yaml),
    "grapes-mnist": text(PackageResources.grapes_mnist_yaml),
    "homeostasis": text(PackageResources.homeostasis_yaml),
    "kolen-pollack": text(PackageResources.kolen_pollack_yaml),
    "mnist": text(PackageResources.mnist_yaml),
    "oja": text(PackageResources.oja_yaml),
    "optimisers": text(PackageResources.optimisers_yaml),
    "permuted-digits": text(PackageResources.permuted_digits_yaml),
    "permuted-mnist": text(PackageResources.permuted_mnist_yaml),
    "predisposition-10": text(PackageResources.predisposition_10_yaml),
    "predisposition-5": text(PackageResources.predisposition_5_yaml),
    "residual-digits": text(PackageResources.residual_digits_yaml),
    "robustness": text(PackageResources.robustness_yaml),
    "sequential-digits": text(PackageResources.sequential_digits_yaml),
    "short-term-plasticity": text(PackageResources.short_term_plasticity_yaml),
    "signal-to-noise": text(PackageResources.signal_to_noise_yaml),
    "smooth-drive": text(PackageResources.smooth_drive_yaml),
    "spiking-digits": text(PackageResources.spiking_digits_yaml),
    "spiking-mnist": text(PackageResources.spiking_mnist_yaml),
    "spiking-optimisers": text(PackageResources.spiking_optimisers_yaml),
    "spiking-robustness": text(PackageResources.spiking_robustness_yaml),
    "spiking-units": text(PackageResources.spiking_units_yaml),
    "stiff-population": text(PackageResources.stiff_population_yaml),
    "yin-yang": text(PackageResources.yin_yang_yaml),
    "yin-yang-predisposition": text(PackageResources.yin_yang_predisposition_yaml),
  ]

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
