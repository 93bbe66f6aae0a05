#!/bin/sh
# Runs an experiment of the folder experiments and puts the table that it prints into the page of docs which has the lines
# <!-- table: NAME --> and <!-- end of table -->, between them. Figures that it draws go to docs/images.
#
# Usage:  [SHORT=1] [DATA=DIR] sh scripts/experiments.sh PROGRAM NAME
#
# DATA is the folder of the data sets that are not built in (synapse data fetch). With SHORT the form with few seeds and epochs is
# run, on built-in data, and its table goes to the terminal. Else runs are kept in out/experiments/NAME, and the same command goes
# on with them.
set -eu
program=$(realpath "$1")
name=$2
root=$(cd "$(dirname "$0")/.." && pwd)
data=${DATA:+$(realpath "$DATA")}
cd "$root"
if ! [ -f "experiments/$name.sh" ]; then
  echo "experiments: found \"$name\", expected one of $(ls experiments | sed -n 's/\.sh$//p' | LC_ALL=C sort | tr '\n' ' ')" >&2
  exit 64
fi
begin="<!-- table: $name -->"
end="<!-- end of table -->"
page=$(echo $(grep -lFx -- "$begin" docs/*.md docs/experiments/*.md))
# One page, and in it each mark with its end.
if [ "$(echo "$page" | wc -w)" != 1 ] || ! awk -v begin="$begin" -v end="$end" '
    /^<!-- table: / || $0 == end { places = places ($0 == end ? "e" : $0 == begin ? "B" : "b") }
    END { exit places !~ /^(be)*Be(be)*$/ }' "$page"; then
  echo "${page:-docs}: expected the line $begin and then $end, once in all pages" >&2
  exit 65
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
short=${SHORT:-}
output=out/experiments/$name
figures=docs/images
if [ -n "$short" ]; then output=$work/runs figures=$work/figures; fi
mkdir -p "$output" "$figures"
mkdir "$work/bin"
# The program, and a note where it fails within a pipe, whose status a shell forgets. 70 is for experiments to judge: runs diverge.
cat > "$work/bin/synapse" << END
#!/bin/sh
"$program" "\$@"
status=\$?
case \$status in 0 | 70) ;; *) echo "synapse \$1 ended with status \$status" >> "$work/failed" ;; esac
exit \$status
END
chmod +x "$work/bin/synapse"
PATH=$work/bin:$PATH short=$short output=$output figures=$figures data=$data \
  sh -eu "experiments/$name.sh" > "$work/table"
if [ -e "$work/failed" ]; then
  cat "$work/failed" >&2
  exit 70
fi
# Gnuplot's scripts, which the program leaves beside figures.
rm -f "$figures"/*.gp
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
