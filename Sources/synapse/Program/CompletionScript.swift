/// What the library's completion scripts lack.
enum CompletionScript {
  /// A script in which a value follows `=`, and a name follows `/`, with no space between, and which knows what there is help
  /// about.
  static func mended(_ script: String) -> String {
    let bashTitle = "#!/bin/bash\n\n"
    if script.hasPrefix(bashTitle) {
      // The script is read by a shell, and no program.
      let script = String(script.dropFirst(bashTitle.count))
      return inserting(bashHelp, before: "complete -o filenames", into: script).replacing(
        bashEnd, with: bashEnd + noSpaceInBash, maxReplacements: 1)
    }
    if script.hasPrefix("#compdef") {
      return inserting(zshHelp, before: "if [[ \"${funcstack[1]}\"", into: script).replacing(
        zshDescription, with: noSpaceInZsh, maxReplacements: 1)
    }
    return "\(script)\n\(fishHelp)"
  }

  private static func inserting(_ lines: String, before place: String, into script: String)
    -> String
  {
    script.replacing("\n\(place)", with: "\n\(lines)\n\(place)", maxReplacements: 1)
  }

  // Where bash's candidates are gathered.
  private static let bashEnd = #"""
        done < <(IFS=$'\n' compgen "${@}" -- "${cur}")

    """#

  // Candidates of file names are quoted, and = would be.
  private static let noSpaceInBash = #"""
        if [[ "${COMPREPLY[0]}" = *= ]]; then
            compopt +o filenames -o nospace
        elif [[ "${COMPREPLY[0]}" = */ ]]; then
            compopt -o nospace
        fi

    """#

  private static let bashHelp = #"""
    _synapse_help() {
        __synapse_add_completions -W "$(__synapse_custom_complete ---completion help -- positional@0 "${COMP_CWORD}" "$(__synapse_cursor_index_in_current_word)")"
    }

    """#

  // Where zsh's candidates are shown.
  private static let zshDescription = #"""
        _describe -V '' non_empty_completions -- empty_completions -P $'\'\''
    """#

  private static let noSpaceInZsh = #"""
        local -ar whole_completions=("${(@)non_empty_completions:#*[=/]}")
        local -ar begun_completions=("${(@M)non_empty_completions:#*[=/]}")
        _describe -V '' whole_completions -- begun_completions -S '' -- empty_completions -P $'\'\''
    """#

  private static let zshHelp = #"""
    _synapse_help() {
        _arguments -w -s -S : '*:command:{__synapse_custom_complete ---completion help -- positional@0 "${current_word_index}" "$(__synapse_cursor_index_in_current_word)"}'
    }

    """#

  private static let fishHelp = #"""
    complete -c 'synapse' -n '__synapse_should_offer_completions_for_positional "synapse help" -ge 1' -fka '(__synapse_custom_completion ---completion help -- positional@0 (count (__synapse_tokens -pc)) (__synapse_tokens -tC))'
    """#
}
