import Studies

/// Something beside the run itself failed: its certificate, or the reference of a comparison.
package struct FailureOfPart: Error, CustomStringConvertible {
  /// What there is none of, therefore.
  let part: String
  package let cause: any Error

  package var description: String { "no \(part): \(cause)" }

  /// Does something that belongs to a part. That somebody ends it is no failure of the part.
  package static func naming<Result>(_ part: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as Interrupted {
      throw error
    } catch {
      throw FailureOfPart(part: part, cause: error)
    }
  }
}
