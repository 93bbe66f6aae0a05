#!/bin/sh
# Makes the figures of docs/gallery.md: runs the page's commands in their order, and keeps the figures.
#   sh scripts/gallery.sh FOLDER-OF-SYNAPSE
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$(cd "$1" && pwd):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir figures
# The shell's blocks of the page are its program.
sed -n '/^```sh$/,/^```$/p' "$root/docs/gallery.md" | grep -v '^```' > commands.sh
sh -ex commands.sh
rm -rf "$root/docs/images/gallery"
mkdir -p "$root/docs/images/gallery"
cp figures/*.png "$root/docs/images/gallery/"
