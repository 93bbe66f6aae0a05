#!/bin/sh
# Says in one line how to get Swift where it is missing or too old.
needed=6.3
hint="install it from https://www.swift.org/install (for example: curl -L https://swift.org/install.sh | bash; swiftly install $needed)"

if ! command -v swift >/dev/null 2>&1; then
  echo "Swift is missing: $hint" >&2
  exit 1
fi
found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
oldest=$(printf '%s\n%s\n' "$needed" "${found:-0.0}" | sort -t . -k 1,1n -k 2,2n | head -n 1)
if [ "$oldest" != "$needed" ]; then
  echo "Swift ${found:-of unknown version} is too old, $needed is needed: $hint" >&2
  exit 1
fi
