import ArgumentParser

/// What is told along the way.
struct MessageOptions: ParsableArguments {
  @Flag(help: "No progress bar on stderr and no table on stdout.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "How progress is shown on stderr: as a bar, on terminals only, or in lines of JSON for other programs.",
      valueName: "bar|json"))
  var progress = ProgressBar.Style.bar
}

extension ProgressBar.Style: ExpressibleByArgument {}
