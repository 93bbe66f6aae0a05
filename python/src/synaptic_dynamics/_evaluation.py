"""What a network that has learned makes of examples."""

import functools
import json
import os

import numpy

from ._folders import Folder
from ._process import call
from ._results import Results, arrays, column


class Evaluation(Results):
    """How well a network tells some examples, class by class and example by example."""

    @functools.cached_property
    def summary(self):
        """What ``evaluation.json`` says, a dict."""
        with open(self._folder.file("evaluation.json"), encoding="utf-8") as file:
            return json.load(file)

    @property
    def accuracy(self):
        """The share of examples that is told right."""
        return self.summary["accuracy"]

    @property
    def loss(self):
        """The mean loss."""
        return self.summary["loss"]

    @functools.cached_property
    def predictions(self):
        """``predictions.csv``: a row for each example, with its number, its class, the predicted one, and each class' probability or output."""
        return self._table("predictions.csv")

    @functools.cached_property
    def classes(self):
        """``classes.csv``: a row for each class, with precision and recall."""
        return self._table("classes.csv")

    @functools.cached_property
    def confusion(self):
        """How many examples of each true class (rows) were taken for each class (columns), an array."""
        table = self._table("confusion.csv")
        count = len(column(table, "class"))
        return numpy.stack([column(table, str(k)) for k in range(count)], axis=1)

    @functools.cached_property
    def activities(self):
        """What hidden layers give, by ``layer-01``, …: arrays of examples × units, or × maps × rows × columns.

        Raises:
            FileNotFoundError: if they were not asked for.
        """
        folder = self._folder.file("activities")
        if not os.path.isdir(folder):
            raise FileNotFoundError(f"{folder}: there are no activities; evaluate with activities=True")
        return arrays(folder)


def evaluate(run, data, split, label, activities, output, data_folder, force):
    """Shows the network of a run's folder examples; arguments as of `Run.evaluate`."""
    folder = Folder(output)
    arguments = ["evaluate", run.path, "--output", folder.path, "--quiet"]
    for name, value in (("data", data), ("split", split), ("label", label), ("data-dir", data_folder)):
        arguments += [f"--{name}", os.fspath(value)] if value is not None else []
    arguments += ["--activities"] if activities else []
    arguments += ["--force"] if force or folder.is_temporary else []
    call(arguments, folder=folder)
    return Evaluation(folder)
