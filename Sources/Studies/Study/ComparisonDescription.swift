/// The section `compare`.
package struct ComparisonDescription: Sendable, Equatable {
  package var stepSizes: [Double] = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1]
  package var relativeTolerances: [Double] = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10]
}
