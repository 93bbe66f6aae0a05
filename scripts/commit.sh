#!/bin/sh
# Prints the commit that is built: a short hash, with "+changes" if files differ from it or are new. Without git, what
# `git archive` wrote into commit.txt beside this script; else unknown.
set -eu
folder=$(cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$folder")

# The repository may belong to somebody else, as in a container; and an archive may lie in another repository.
git_here() { git -c safe.directory="$root" -C "$root" "$@" 2>/dev/null; }

if [ "$(git_here rev-parse --show-toplevel || true)" = "$root" ] && hash=$(git_here rev-parse --short HEAD); then
  changes=""
  if [ -n "$(git_here status --porcelain | head -n 1)" ]; then changes="+changes"; fi
  echo "$hash$changes"
else
  archived=$(cat "$folder/commit.txt")
  case $archived in
    *Format*) echo unknown ;;
    *) echo "$archived" ;;
  esac
fi
