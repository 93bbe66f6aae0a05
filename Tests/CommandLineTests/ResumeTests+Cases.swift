/// The runs that are killed: every method, and whatever is remembered from window to window.
extension ResumeTests {
  static let cases: [Case] = {
    var cases = [
      Case(
        "exact",
        "duration: 3000\nsynapses: 3000\n\(noise)\nintegrator: {method: exact}\nrecord: {every: 6, synapses: 20}"
      ),
      Case(
        "exact, verified",
        """
        duration: 900
        synapses: 2000
        synapse: {temperature: 5, backward: {gain: 0.9, delay: 2, noise: {sd: 0.1, window: 5}}}
        \(noise)
        integrator: {method: exact}
        record: {every: 7.5, synapses: 20, contraction_clock: true}
        """, ["--verify"]),
      Case(
        "euler, 32 bits",
        "duration: 600\nsynapses: 3000\n\(noise)\nintegrator: {method: euler, dt: 0.02, precision: single}\nrecord: {every: 7.5, synapses: 20}"
      ),
      Case(
        "exact, 32 bits",
        "duration: 3000\nsynapses: 3000\n\(noise)\nsynapse: {temperature: 2}\nintegrator: {method: exact, precision: single}\nrecord: {every: 7.5, synapses: 20}"
      ),
      Case(
        "rk4",
        "duration: 300\nsynapses: 2000\n\(noise)\nintegrator: {method: rk4, dt: 0.1}\nrecord: {every: 7.5, synapses: 20}"
      ),
      Case(
        "collocation",
        "duration: 600\nsynapses: 300\n\(linear)\nintegrator: {method: collocation}\nrecord: {every: 7.5, synapses: 20}"
      ),
      Case(
        "exact, arrays",
        "duration: 3000\nsynapses: 3000\n\(noise)\nintegrator: {method: exact}\nrecord: {every: 6, synapses: 20, columns: [rho, w_f], format: npy}"
      ),
      // A loss, angles and Adam's averages are remembered; the backward weights jump at every edge.
      Case(
        "network",
        """
        epochs: 4
        synapse: {learning_rate: 1, temperature: 1}
        drive: {kind: network, data: digits, layers: [32], feedback: weightMirror}
        record: {synapses: 12}
        """),
      // Killed within a task, and the ends of earlier ones are remembered.
      Case(
        "tasks",
        """
        rule: momentum
        synapse: {learning_rate: 0.2}
        drive:
          {kind: network, data: digits, layers: [32], tasks: {count: 3, epochs: 8, permuted_pixels: 40}}
        record: {synapses: 12}
        """),
    ]
    // Importances are filtered; what a window changed is not remembered beyond its end.
    cases.append(
      Case(
        "network of devices",
        """
        epochs: 4
        rule: momentum
        synapse: {learning_rate: 0.1}
        drive:
          kind: network
          data: digits
          layers: [32]
          precision: single
          error_modulation: {filter: 20}
          hardware: {update_noise: 1e-3, weight_step: 1e-3, rounding: stochastic}
        integrator: {method: euler, precision: single}
        record: {synapses: 12}
        """))
    // Evaluations take statistics of their own, and others follow the examples.
    cases.append(
      Case(
        "convolutions",
        """
        epochs: 6
        synapse: {learning_rate: 0.1, temperature: 1}
        drive:
          kind: network
          data: {set: digits, training: 500}
          layers:
            - {convolution: {channels: 4, kernel: 3}, normalisation: batch, activation: relu}
            - {pooling: {maximum: 2}}
            - {convolution: {channels: 4, kernel: 3}, normalisation: running}
          precision: single
        record: {synapses: 12}
        """))
    cases.append(
      Case(
        "images that change, constants that are scheduled, weights that decay",
        """
        epochs: 4
        synapse:
          learning_rate: 0.1
          temperature: 2
          temperature_scale: initialStandardDeviation
          weight_decay: {decoupled: 0.05}
          schedule:
            learning_rate: {cosine: {to: 0.1}}
            temperature: {steps: {epochs: [1.5, 3], factor: 0.5}}
        drive:
          kind: network
          data: {set: digits, training: 500, augmentation: {crop: 1, flip: true, cutout: 3}}
          layers:
            - {convolution: {channels: 4, kernel: 3}, normalisation: running, activation: relu}
            - {pooling: {maximum: 2}}
          precision: single
        record: {synapses: 12}
        """))
    #if SUNDIALS
      cases += [
        Case(
          "cvodeAdams",
          "duration: 300\nsynapses: 400\n\(noise)\nintegrator: {method: cvodeAdams}\nrecord: {every: 7.5, synapses: 20}"
        ),
        Case(
          "cvodeBDF",
          "duration: 200\nsynapses: 300\n\(noise)\nintegrator: {method: cvodeBDF}\nrecord: {every: 7.5, synapses: 20}"
        ),
      ]
    #endif
    return cases
  }()
}
