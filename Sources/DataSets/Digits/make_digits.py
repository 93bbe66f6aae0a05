#!/usr/bin/env python3
"""Makes the two IDX files of the handwritten digits from scikit-learn's copy of them.

Usage:  pip download --no-deps scikit-learn
        unzip scikit_learn-*.whl sklearn/datasets/data/digits.csv.gz
        python3 make_digits.py sklearn/datasets/data/digits.csv.gz OUTPUT_DIRECTORY

Each line of the source is 64 pixels, row by row, and the label. Order and values stay as they are.
"""
import csv
import gzip
import os
import struct
import sys

source, folder = sys.argv[1:]
with gzip.open(source, "rt") as file:
    rows = [[int(float(field)) for field in row] for row in csv.reader(file)]
assert len(rows) == 1797 and all(len(row) == 65 for row in rows)
assert all(0 <= pixel <= 16 for row in rows for pixel in row[:64])
assert all(0 <= row[64] <= 9 for row in rows)


def write(name, sizes, values):
    """An IDX file of bytes: 0, 0, 8, the number of sizes, the sizes, the values."""
    data = struct.pack(f">BBBB{len(sizes)}I", 0, 0, 8, len(sizes), *sizes) + bytes(values)
    with open(os.path.join(folder, name), "wb") as file:
        # No name and no time: the same bytes whenever it is made.
        file.write(gzip.compress(data, 9, mtime=0))


write("digits-images-idx3-ubyte.gz", [len(rows), 8, 8], [p for row in rows for p in row[:64]])
write("digits-labels-idx1-ubyte.gz", [len(rows)], [row[64] for row in rows])
