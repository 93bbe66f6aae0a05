#!/usr/bin/env python3
"""What the data sets' tests compare with, computed without any of the tested code.

Usage:  python3 make_data_references.py digits.csv.gz OUTPUT_DIRECTORY

Writes OUTPUT_DIRECTORY/data-references.json:
  digits    of scikit-learn's digits.csv.gz: examples of each class, and the sums of their pixels;
  orders, permutations  Fisher-Yates over Philox4x32-10, both written from their descriptions;
  heldOut   the examples held out for validation, and those that stay, in ascending order;
  augmented  images whose pixels count 1, 2, ... as an epoch shows them: padded, cut out, mirrored, with a square left out;
  yinYang   points of the Yin-Yang set in single precision with their classes, and how many of each class there are;
  folds     the lines of the source that each of five folds tests with, by class and then in the order of a shuffle, and the first
            of those for training, in the order of the shuffle;
  split     the first lines of the source that are for testing, and those for training;
  digests   MD5 of the bytes 0, 1, ..., 255, 0, 1, ... of several lengths, by hashlib.
"""
import csv
import gzip
import hashlib
import json
import os
import sys

import numpy as np

SPLIT, ORDER, PERMUTATION, VALIDATION, AUGMENTATION, YIN_YANG, FOLDS = 32, 33, 34, 35, 36, 37, 38


def philox(counter, key):
    """Salmon et al., SC'11, section 3.3."""
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & 0xFFFFFFFF,
             (first >> 32) ^ c[3] ^ k[1], first & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def uniform(seed, purpose, synapse, index):
    """The numerator of u = numerator / 2^53, which is exact."""
    words = philox([index & 0xFFFFFFFF, index >> 32, synapse, purpose << 16],
                   [seed & 0xFFFFFFFF, seed >> 32])
    return 2 * ((words[1] << 20) | (words[0] >> 12)) + 1


def shuffle(count, seed, purpose, index=0):
    """Positions count-1 ... 1 change places with floor(u (i + 1)), u = (k + 1/2) / 2^52."""
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        j = uniform(seed, purpose, i, index) * (i + 1) >> 53
        order[i], order[j] = order[j], order[i]
    return order


def augmented(seed, epoch, example, shape, crop, flip, cutout):
    """The image 1, 2, ..., as whole arrays."""
    channels, rows, columns = shape
    draw = [lambda of, k=k: uniform(seed, AUGMENTATION, example, 5 * epoch + k) * of >> 53
            for k in range(5)]
    image = np.arange(1, channels * rows * columns + 1).reshape(shape)
    image = np.pad(image, ((0, 0), (crop, crop), (crop, crop)))
    top, left = draw[0](2 * crop + 1), draw[1](2 * crop + 1)
    image = image[:, top:top + rows, left:left + columns]
    if flip and draw[2](2) == 0:
        image = image[:, :, ::-1]
    image = image.copy()
    top, left = draw[3](rows) - cutout // 2, draw[4](columns) - cutout // 2
    image[:, max(top, 0):max(top + cutout, 0), max(left, 0):max(left + cutout, 0)] = 0
    return image.reshape(-1).tolist()


def yin_yang(seed, example):
    """The x, y and class of an example: above the curve of two half circles is 1, below it 0, and the dots are 2."""
    def draw(index):
        return uniform(seed, YIN_YANG, example, index) / 2**53

    goal, index = int(3 * draw(0)), 1
    while True:
        x, y = draw(index), draw(index + 1)
        index += 2
        if abs(complex(x, y) - (0.5 + 0.5j)) > 0.5:
            continue
        centre, side = (0.25, -1) if x < 0.5 else (0.75, 1)
        curve = 0.5 + side * (0.25**2 - (x - centre)**2)**0.5
        if goal == (2 if abs(complex(x, y) - (centre + 0.5j)) < 0.1 else int(y > curve)):
            return x, y, goal


def folds(labels):
    """Dealt out like cards: all of class 0 first, then all of class 1, and so on."""
    order = shuffle(len(labels), 0, FOLDS)
    hands = [[] for _ in range(5)]
    cards = [i for label in sorted(set(labels)) for i in order if labels[i] == label]
    for place, i in enumerate(cards):
        hands[place % 5].append(i)
    return [{"test": hand, "training": [i for i in order if i not in set(hand)][:20]} for hand in hands]


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
    "augmented": [
        {"seed": seed, "epoch": epoch, "example": example, "shape": shape, "crop": crop, "flip": flip,
         "cutout": cutout, "image": augmented(seed, epoch, example, shape, crop, flip, cutout)}
        for seed, shape, crop, flip, cutout in [
            (1, (1, 4, 5), 1, False, 0), (2, (3, 3, 3), 0, True, 0), (3, (2, 5, 4), 0, False, 3),
            (2**63 + 5, (2, 4, 6), 4, True, 2), (9, (1, 6, 6), 2, True, 5)]
        for epoch, example in [(0, 0), (0, 1), (1, 0), (7, 3), (2**31, 5)]],
    "yinYang": [
        {"seed": seed, "count": count,
         "features": [float(np.float32(v)) for x, y, _ in points[:12] for v in (x, y, 1 - x, 1 - y)],
         "labels": [label for _, _, label in points[:12]],
         "counts": [[label for _, _, label in points].count(c) for c in range(3)]}
        for seed, count in [(42, 5000), (41, 1000), (40, 1000), (2**63 + 5, 12)]
        for points in [[yin_yang(seed, example) for example in range(count)]]],
    "folds": folds([row[64] for row in rows]),
    "split": {"test": [rows[i] for i in split[:3]], "training": [rows[i] for i in split[359:362]]},
    "digests": {str(n): hashlib.md5(bytes(i % 256 for i in range(n))).hexdigest()
                for n in [0, 1, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129,
                          1000, 100_000]},
}
with open(os.path.join(folder, "data-references.json"), "w") as file:
    text = json.dumps(reference)
    for key in ("digits", "orders", "permutations", "heldOut", "augmented", "yinYang", "folds", "split", "digests"):
        text = text.replace(f'"{key}": ', f'\n"{key}": ')
    file.write(text + "\n")
