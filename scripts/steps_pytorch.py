#!/usr/bin/env python3
"""Trains a spiking network in steps in PyTorch, to compare speeds: 15C5-P2-40C5-P2-300-10 on MNIST.

Usage:  python3 scripts/steps_pytorch.py --data-dir FOLDER --threads 2 --batches 100
        python3 scripts/steps_pytorch.py --data-dir FOLDER --images 10000

Leaky integrate-and-fire neurons with tau_m = 5, tau_s = 2 and threshold 1, five steps, images that repeat, valid convolutions,
average pooling, the loss against a target trace, surrogate gradients, Adam with learning rate 5e-4, batches of 64, float32.
The first prints training images a second after a warm-up, the second the accuracy on the test set after one epoch of the first
10 000 images. FOLDER has MNIST's four files, packed with gzip. Needs torch and numpy, and a C++ compiler for torch.compile.

Layers go through all steps one after the other: a convolution takes the steps as examples, and what neurons do is compiled to one
pass over all steps, forwards and back. As images repeat, the first layer's sums are those of the image times a number for each step.
"""
import argparse
import gzip
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

STEPS, BATCH, RATE = 5, 64, 5e-4
KEPT, TAU_S, THRESHOLD = 1 - 1 / 5, 2.0, 1.0


def answer(current):
    """Filtered outputs and potentials of all steps (first axis)."""
    outputs, potentials = [], []
    carried = z = torch.zeros_like(current[0])
    for t in range(STEPS):
        u = current[t] + KEPT * carried
        y = (u > THRESHOLD).to(u.dtype)
        carried = u * (1 - y)
        z = z + (y - z) / TAU_S
        outputs.append(z)
        potentials.append(u)
    return torch.stack(outputs), torch.stack(potentials)


def errors(by_output, potentials):
    """The derivative by the currents, 0.2/(v^2 + 0.2) in place of that of the spike."""
    result = [None] * STEPS
    e = c = torch.zeros_like(by_output[0])
    for t in reversed(range(STEPS)):
        u = potentials[t]
        v = u - THRESHOLD
        y = (v > 0).to(u.dtype)
        c = by_output[t] + (1 - 1 / TAU_S) * c
        e = (c / TAU_S - KEPT * u * e) * (0.2 / (v * v + 0.2)) + KEPT * (1 - y) * e
        result[t] = e
    return torch.stack(result)


class Neurons(torch.autograd.Function):
    @staticmethod
    def forward(ctx, current):
        z, potentials = answer(current)
        ctx.save_for_backward(potentials)
        return z

    @staticmethod
    def backward(ctx, by_output):
        return errors(by_output, ctx.saved_tensors[0])


def trace(dtype=torch.float32):
    """The filter's answer to an input of 1 at each step."""
    return 1 - (1 - 1 / TAU_S) ** torch.arange(1, STEPS + 1, dtype=dtype)


def outputs(images, weights):
    """Those of the last layer, steps x examples x classes; `weights` are convolutions, each followed by pooling, then dense layers."""
    current = trace(images.dtype).view(-1, 1, 1, 1, 1) * F.conv2d(images, weights[0])
    z = Neurons.apply(current)
    for w in weights[1:]:
        if z.dim() == 5:
            z = F.avg_pool2d(z.flatten(0, 1), 2)
            x = z if w.dim() == 4 else z.flatten(1)
        else:
            x = z.flatten(0, 1)
        current = F.conv2d(x, w) if w.dim() == 4 else x @ w.T
        z = Neurons.apply(current.unflatten(0, (STEPS, -1)))
    return z


def loss(z, labels):
    wanted = trace(z.dtype).view(-1, 1, 1) * F.one_hot(labels, z.shape[2]).to(z.dtype)
    return 0.5 * ((z - wanted) ** 2).sum() / z.shape[1]


def drawn_weights():
    """Twice as large as He's: with those the last layer is silent at first."""
    torch.manual_seed(1)
    weights = [torch.empty(s) for s in [(15, 1, 5, 5), (40, 15, 5, 5), (300, 640), (10, 300)]]
    for w in weights:
        torch.nn.init.kaiming_uniform_(w, nonlinearity="relu")
    return [w.mul_(2).requires_grad_() for w in weights]


def read(folder, name, header):
    with gzip.open(os.path.join(folder, name)) as file:
        return torch.from_numpy(np.frombuffer(file.read(), np.uint8, offset=header).copy())


def examples(folder, kind):
    images = read(folder, f"{kind}-images-idx3-ubyte.gz", 16).view(-1, 1, 28, 28).float() / 255
    return images, read(folder, f"{kind}-labels-idx1-ubyte.gz", 8).long()


def train(images, labels, loss_of, optimiser, batches):
    """The seconds of each batch."""
    times = []
    for b in range(batches):
        start = time.perf_counter()
        first = b * BATCH % (len(images) - BATCH + 1)
        optimiser.zero_grad(set_to_none=True)
        loss_of(images[first:first + BATCH], labels[first:first + BATCH]).backward()
        optimiser.step()
        times.append(time.perf_counter() - start)
    return times


def accuracy(folder, weights):
    images, labels = examples(folder, "t10k")
    right = 0
    with torch.no_grad():
        for first in range(0, len(images), 500):
            scores = outputs(images[first:first + 500], weights).sum(0)
            right += (scores.argmax(1) == labels[first:first + 500]).sum().item()
    return right / len(images)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-dir", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batches", type=int, default=100, help="how many are measured")
    parser.add_argument("--warm-up", type=int, default=20, help="batches before them")
    parser.add_argument("--images", type=int, help="train on so many instead, once, and test")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    images, labels = examples(options.data_dir, "train")
    weights = drawn_weights()
    compiled = torch.compile(lambda images, labels: loss(outputs(images, weights), labels), dynamic=False)
    optimiser = torch.optim.Adam(weights, lr=RATE, fused=True)
    if options.images:
        count = min(options.images, len(images))
        train(images[:count], labels[:count], compiled, optimiser, count // BATCH)
        print(f"accuracy on the test set after {count // BATCH * BATCH} images: {accuracy(options.data_dir, weights):.4f}")
        return
    train(images, labels, compiled, optimiser, options.warm_up)
    times = train(images, labels, compiled, optimiser, options.batches)
    rates = [f"{BATCH / t:.0f}" for t in (np.mean(times), np.median(times), min(times))]
    print("torch {}, {} threads, images a second: {}, by the median batch {}, by the fastest {}".format(
        torch.__version__, options.threads, *rates))


if __name__ == "__main__":
    main()
