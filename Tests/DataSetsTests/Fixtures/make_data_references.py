#!/usr/bin/env python3
"""What the data sets' tests compare with, computed without any of the tested code.

Usage:  python3 make_data_references.py digits.csv.gz OUTPUT_DIRECTORY

Writes OUTPUT_DIRECTORY/data-references.json:
  digits    of scikit-learn's digits.csv.gz: examples of each class, and the sums of their pixels;
  orders, permutations  Fisher-Yates over Philox4x32-10, both written from their descriptions;
  heldOut   the examples held out for validation, and those that stay, in ascending order;
  split     the first lines of the source that are for testing, and those for training;
  digests   MD5 of the bytes 0, 1, ..., 255, 0, 1, ... of several lengths, by hashlib.
"""
import csv
import gzip
import hashlib
import json
import os
import sys

SPLIT, ORDER, PERMUTATION, VALIDATION = 32, 33, 34, 35


def philox(counter, key):
    """Salmon et al., SC'11, section 3.3."""
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & 0xFFFFFFFF,
             (first >> 32) ^ c[3] ^ k[1], first & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def shuffle(count, seed, purpose, index=0):
    """Positions count-1 ... 1 change places with floor(u (i + 1)), u = (k + 1/2) / 2^52."""
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        words = philox([index & 0xFFFFFFFF, index >> 32, i, purpose << 16],
                       [seed & 0xFFFFFFFF, seed >> 32])
        k = (words[1] << 20) | (words[0] >> 12)
        j = (2 * k + 1) * (i + 1) >> 53  # exact
        order[i], order[j] = order[j], order[i]
    return order


source, folder = sys.argv[1:]
with gzip.open(source, "rt") as file:
    rows = [[int(float(field)) for field in row] for row in csv.reader(file)]
of_class = [[row[:64] for row in rows if row[64] == label] for label in range(10)]
split = shuffle(len(rows), 0, SPLIT)
reference = {
    "digits": {
        "counts": [len(images) for images in of_class],
        "sums": [[sum(column) for column in zip(*images)] for images in of_class],
    },
    "orders": [
        {"seed": seed, "epoch": epoch, "count": count,
         "order": shuffle(count, seed, ORDER, epoch)}
        for seed, epoch, count in [(1, 0, 20), (1, 1, 20), (2, 0, 20), (2**63 + 5, 2**33, 7),
                                   (3, 4, 1), (9, 9, 1000)]],
    "permutations": [
        {"seed": seed, "count": count, "task": task,
         "drawn": shuffle(count, seed, PERMUTATION, task)}
        for seed, count, task in [(1, 12, 0), (77, 64, 0), (1, 12, 1), (5, 64, 4)]],
    "heldOut": [
        {"seed": seed, "count": count, "held": sorted(order[:held]), "kept": sorted(order[held:])}
        for seed, count, held in [(1, 20, 5), (2, 20, 5), (2**63 + 5, 7, 6), (9, 300, 100)]
        for order in [shuffle(count, seed, VALIDATION)]],
    "split": {"test": [rows[i] for i in split[:3]], "training": [rows[i] for i in split[359:362]]},
    "digests": {str(n): hashlib.md5(bytes(i % 256 for i in range(n))).hexdigest()
                for n in [0, 1, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129,
                          1000, 100_000]},
}
with open(os.path.join(folder, "data-references.json"), "w") as file:
    text = json.dumps(reference)
    for key in ("digits", "orders", "permutations", "heldOut", "split", "digests"):
        text = text.replace(f'"{key}": ', f'\n"{key}": ')
    file.write(text + "\n")
