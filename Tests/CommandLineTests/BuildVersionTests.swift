import Foundation
import Testing

/// Which commit and which build made a result.
@Suite struct BuildVersionTests {
  @Test func versionAndSummarySayTheBuild() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    _ = try trace(of: "s.yaml", in: scratch)
    let summary = try summary(scratch.url("out/summary.json"))
    let versions = try #require(summary["versions"] as? [String: String])
    let commit = try #require(versions["commit"])
    #expect(commit.wholeMatch(of: #/[0-9a-f]{7,40}(\+changes)?|unknown/#) != nil, "\(commit)")
    // The package asks for 6.3.
    #expect(versions["swift"]?.wholeMatch(of: #/(6\.[3-9]|[7-9]\.\d)(\.\d+)?( or later)?/#) != nil)
    // Tests run optimised.
    #expect(versions["build"]?.hasPrefix("release") == true)
    let told = try synapse("--version").output
    for (name, version) in versions { #expect(told.contains("\(name) \(version)"), "\(told)") }
  }

  /// Another commit does not keep anybody from going on; another version does.
  @Test func sweepsGoOnWithAnotherCommit() throws {
    let scratch = try Scratch()
    try scratch.write(smallStudy, to: "s.yaml")
    func sweep() throws -> Program.Result {
      try synapse(
        "sweep", "s.yaml", "--vary", "seed=1,2", "--output", "out", "--quiet", in: scratch.folder)
    }
    try #require(try sweep().status == 0)
    let identity = try scratch.read("out/sweep.json")
    let other = identity.replacing(#/("commit" *: *)"[^"]*"/#) { "\($0.1)\"0000000\"" }
    try #require(other != identity)
    try scratch.write(other, to: "out/sweep.json")
    #expect(try sweep().status == 0)
    try scratch.write(
      other.replacing(#/("synapse" *: *)"0[^"]*"/#) { "\($0.1)\"9.0.0\"" }, to: "out/sweep.json")
    let refused = try sweep()
    #expect(refused.status != 0 && refused.error.contains("the version of synapse"))
  }

  /// The commit as the Makefile finds it: in a repository, in one with changes, in an archive of one, in nothing.
  @Test func commitsAreFound() throws {
    let scratch = try Scratch()
    let commands = """
      mkdir -p repository/scripts && cp "$SCRIPTS/commit.sh" "$SCRIPTS/commit.txt" repository/scripts
      cp "$SCRIPTS/../.gitattributes" repository && cd repository
      sh scripts/commit.sh
      git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -q -m a
      git rev-parse --short HEAD
      sh scripts/commit.sh
      mkdir ../archive && git archive HEAD | tar -x -C ../archive
      sh ../archive/scripts/commit.sh
      (cd ../archive && git init -q . && sh scripts/commit.sh)
      echo >> scripts/commit.sh && sh scripts/commit.sh
      git checkout -q . && touch new && sh scripts/commit.sh
      """
    let scripts = Documentation.root.appendingPathComponent("scripts").path
    let result = try Program.run(
      "/bin/sh", ["-ec", commands], in: scratch.folder,
      environment: [
        "PATH": "/usr/bin:/bin:/usr/local/bin", "SCRIPTS": scripts, "HOME": scratch.folder.path,
      ])
    try #require(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 7)
    let hash = lines[1]
    #expect(lines == ["unknown", hash, hash, hash, hash, "\(hash)+changes", "\(hash)+changes"])
  }
}
