import RandomNumbers

extension DataSet {
  /// The set with some training examples held out for validation, drawn at random.
  ///
  /// They are the first of a shuffle that depends on the seed alone. Both parts keep the order that they
  /// had in training, and the test part is untouched.
  ///
  /// - Parameters:
  ///   - count: how many to hold out.
  ///   - seed: the seed.
  /// - Precondition: none are held out yet.
  /// - Throws: ``DataSetError`` if none are asked for, or none would be left for training.
  /// - Complexity: O(features).
  public func holdingOut(_ count: Int, seed: UInt64) throws -> DataSet {
    precondition(validation == nil, "examples are held out already")
    let all = training.exampleCount
    guard count >= 1, count < all else {
      throw DataSetError(
        "\(name): found \(count) examples to be held out for validation, expected at least 1 and fewer"
          + " than the \(all) for training")
    }
    let order = shuffle(all, by: RandomField(seed: seed, purpose: .validationSplit))
    return replacing(
      training: training.selecting(order[count...].sorted()), test: test,
      validation: training.selecting(order[..<count].sorted()))
  }
}
