#!/bin/sh
# Runs an experiment of the folder experiments and puts the table that it prints into its page, docs/experiments/NAME.md, between
# the lines <!-- table: NAME --> and <!-- end of table -->.
#
# Usage:  [SHORT=1] sh scripts/experiments.sh PROGRAM NAME
#
# With SHORT the form with few seeds and epochs is run, and its table goes to the terminal. Else runs are kept in
# out/experiments/NAME, and the same command goes on with them.
set -eu
program=$(realpath "$1")
name=$2
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
if ! [ -f "experiments/$name.sh" ]; then
  echo "experiments: found \"$name\", expected one of $(ls experiments | sed -n 's/\.sh$//p' | tr '\n' ' ')" >&2
  exit 64
fi
page=docs/experiments/$name.md
begin="<!-- table: $name -->"
end="<!-- end of table -->"
if ! awk -v begin="$begin" -v end="$end" '
    $0 == begin { places = places "b" }
    $0 == end { places = places "e" }
    END { exit places != "be" }' "$page"; then
  echo "$page: expected the line $begin and then $end, each once" >&2
  exit 65
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
short=${SHORT:-}
output=out/experiments/$name
if [ -n "$short" ]; then output=$work; fi
mkdir -p "$output"
mkdir "$work/bin"
ln -s "$program" "$work/bin/synapse"
PATH=$work/bin:$PATH short=$short output=$output sh -eu "experiments/$name.sh" > "$work/table"
if ! grep -q '^|' "$work/table"; then
  echo "experiments/$name.sh: found no table in what it printed, expected one" >&2
  exit 70
fi
if [ -n "$short" ]; then
  cat "$work/table"
  exit
fi
awk -v begin="$begin" -v end="$end" -v table="$work/table" '
  $0 == end { is_inside = 0 }
  !is_inside
  $0 == begin { is_inside = 1; while ((getline line < table) > 0) print line }' "$page" > "$work/page"
# In the same folder, so that the page is there whole or as it was.
cp "$work/page" "$page.new"
mv "$page.new" "$page"
