"""What runs, sweeps and comparisons leave, read."""

import csv
import functools
import json
import os

import numpy

from ._folders import Folder
from ._process import call


def open_folder(folder):
    """Opens the folder that a run, a sweep or a comparison wrote.

    Returns:
        A `Run`, a `Sweep` or a `Comparison`.
    """
    place = Folder(folder)
    for name, kind in (("sweep.json", Sweep), ("compare.csv", Comparison), ("trace.csv", Run), ("trace", Run)):
        if place.has(name):
            return kind(place)
    raise FileNotFoundError(f"{folder}: found no sweep.json, compare.csv or trace.csv, expected the folder of a run")


class Results:
    """What stands in a folder."""

    def __init__(self, folder):
        self._folder = folder

    @property
    def folder(self):
        """The path of the folder."""
        return self._folder.path

    @functools.cached_property
    def summary(self):
        """What ``summary.json`` says, a dict; numbers are numbers."""
        with open(self._folder.file("summary.json"), encoding="utf-8") as file:
            return json.load(file)

    def _table(self, name):
        return _read(self._folder.file(name))

    def _plot(self, name, columns, path):
        """Draws a table by the program; returns the path, and shows it in notebooks."""
        path = path or self._folder.file(os.path.splitext(name)[0] + ".svg")
        arguments = ["plot", self._folder.file(name), "--output", os.fspath(path)]
        arguments += ["--columns", ",".join(columns)] if columns else []
        call(arguments, folder=self._folder)
        return Figure(path, self._folder)

    def __repr__(self):
        return f"<{type(self).__name__} {self.folder}>"


class Run(Results):
    """A run: its trace, its tables, its summary."""

    @property
    def status(self):
        """``finished``, ``failed`` or ``interrupted``."""
        return self.summary["status"]

    @property
    def parameters(self):
        """Every parameter of the study by its dotted key."""
        return self.summary["parameters"]

    @functools.cached_property
    def trace(self):
        """The trace: a row for each recorded time and synapse. With names of synapses a column ``label`` besides."""
        if self._has_arrays:
            columns = {
                "time": numpy.repeat(self.times, len(self.synapses)), "synapse": numpy.tile(self.synapses, len(self.times)),
            }
            if self.seconds is not None:
                columns = {
                    "time": columns["time"], "time_s": numpy.repeat(self.seconds, len(self.synapses)), "synapse": columns["synapse"],
                }
            columns.update({name: numpy.array(self.values(name)).ravel() for name in self.columns})
            table = _frame(columns)
        else:
            table = self._table("trace.csv")
        if self.labels:
            table["label"] = numpy.array([self.labels[int(synapse)] for synapse in table["synapse"]])
        return table

    @functools.cached_property
    def labels(self):
        """What synapses are called, by index; empty if they have no names."""
        if not self._folder.has("synapses.csv"):
            return {}
        with open(self._folder.file("synapses.csv"), encoding="utf-8", newline="") as file:
            return {int(row["synapse"]): row["label"] for row in csv.DictReader(file) if "label" in row}

    @functools.cached_property
    def average_gradients(self):
        """⟨|g|⟩ of recorded synapses over the whole run, by index; empty where the run does not know it."""
        if not self._folder.has("synapses.csv"):
            return {}
        with open(self._folder.file("synapses.csv"), encoding="utf-8", newline="") as file:
            return {int(row["synapse"]): float(row["average_g"]) for row in csv.DictReader(file) if row.get("average_g")}

    def values(self, column):
        """A column of the trace as an array of times × recorded synapses.

        Of a trace that was recorded as arrays it is the file's own, opened and not read (``mmap_mode="r"``).
        """
        if self._has_arrays:
            return numpy.load(self._folder.file(f"trace/{column}.npy"), mmap_mode="r")
        count = len(self.synapses)
        return numpy.asarray(self.trace[column]).reshape(-1 if count else 0, count)

    @functools.cached_property
    def columns(self):
        """The names of what was recorded of synapses."""
        if self._has_arrays:
            with open(self._folder.file("trace/columns.json"), encoding="utf-8") as file:
                return json.load(file)
        return [name for name in _names(self.trace) if name not in ("time", "time_s", "synapse", "label")]

    @property
    def _has_arrays(self):
        return not self._folder.has("trace.csv") and self._folder.has("trace/columns.json")

    @functools.cached_property
    def times(self):
        """The recorded times."""
        if self._has_arrays:
            return numpy.load(self._folder.file("trace/time.npy"))
        return numpy.unique(numpy.asarray(self.trace["time"]))

    @functools.cached_property
    def seconds(self):
        """The recorded times in seconds; None if the study does not say how long a ``learning_step`` is."""
        if self._has_arrays:
            return numpy.load(self._folder.file("trace/time_s.npy")) if self._folder.has("trace/time_s.npy") else None
        if "time_s" not in _names(self.trace):
            return None
        return numpy.asarray(self.trace["time_s"])[::max(1, len(self.synapses))]

    @functools.cached_property
    def synapses(self):
        """The recorded synapses."""
        if self._has_arrays:
            return numpy.load(self._folder.file("trace/synapse.npy"))
        return numpy.unique(numpy.asarray(self.trace["synapse"])).astype(int)

    @functools.cached_property
    def population(self):
        """``population.csv``: quantiles, means and alignment of all synapses, by times; None if the run has none, since all were recorded."""
        return self._table("population.csv") if self._folder.has("population.csv") else None

    @functools.cached_property
    def learning(self):
        """``learning.csv`` of a network, by epochs; None without a network."""
        return self._table("learning.csv") if self._folder.has("learning.csv") else None

    @functools.cached_property
    def layers(self):
        """``layers.csv`` of a network, by epochs and layers; None without a network."""
        return self._table("layers.csv") if self._folder.has("layers.csv") else None

    @functools.cached_property
    def tasks(self):
        """``tasks.csv`` of a network with tasks; None without."""
        return self._table("tasks.csv") if self._folder.has("tasks.csv") else None

    @functools.cached_property
    def final(self):
        """The state at the end, by component: arrays over all synapses. Needs ``record.final: true`` in the study.

        Raises:
            FileNotFoundError: if the run kept no final state.
        """
        return self._arrays("final")

    @functools.cached_property
    def weights(self):
        """A network's weights at the end: for each layer a dict of ``w_f``, ``w_b`` and, where there are some, ``bias``, ``gamma``, ``beta``,
        ``running_mean``, ``running_variance``."""
        self.final
        folder = self._folder.file("final")
        return [self._arrays(os.path.join("final", name)) for name in sorted(os.listdir(folder)) if name.startswith("layer-")]

    @functools.cached_property
    def standardisation(self):
        """By what the examples of a network were standardised: a dict of ``mean`` and ``sd``; None if they were not."""
        self.final
        return self._arrays("final/standardisation") if self._folder.has("final/standardisation") else None

    @functools.cached_property
    def split(self):
        """Which examples of its set a network had: a dict of ``training``, ``test`` and, if some were held out, ``validation``, arrays of numbers
        from 0; None without a network."""
        self.final
        return self._arrays("final/split") if self._folder.has("final/split") else None

    def evaluate(self, data=None, split=None, *, label=None, activities=False, output=None, data_folder=None, force=False):
        """Shows the network examples, with the weights of the end. Needs ``record.final: true`` in the study.

        Args:
            data: the name of another set, or a CSV file; None for the run's own set.
            split: ``"test"`` (default), ``"training"`` or ``"validation"``; not with a file.
            label: the file's column with the classes.
            activities: whether what hidden layers give is kept.
            output: the folder to write to; by default a temporary one, which goes with the last reference.
            data_folder: the folder with data sets.
            force: whether a folder that has something in it is written to.

        Returns:
            An `Evaluation`.
        """
        from ._evaluation import evaluate
        return evaluate(self._folder, data, split, label, activities, output, data_folder, force)

    def _arrays(self, name):
        folder = self._folder.file(name)
        if not os.path.isdir(folder):
            raise FileNotFoundError(f"{folder}: the run kept no final state; set record.final to true in its study")
        return arrays(folder)

    def to_xarray(self):
        """The trace as an ``xarray.Dataset`` with the dimensions time and synapse, and a coordinate ``time_s`` where `seconds` are known."""
        import xarray
        coordinates = {"time": self.times, "synapse": self.synapses}
        if self.seconds is not None:
            coordinates["time_s"] = ("time", self.seconds)
        if self.labels:
            coordinates["label"] = ("synapse", [self.labels[int(synapse)] for synapse in self.synapses])
        return xarray.Dataset(
            {name: (("time", "synapse"), self.values(name)) for name in self.columns}, coords=coordinates,
            attrs={"study": self.summary["study"], "method": self.summary["method"]})

    def plot(self, columns=None, path=None):
        """The figure of the trace, or of a network's learning: a `Figure`, which notebooks show."""
        name = "learning.csv" if self._folder.has("learning.csv") and columns is None else "trace.csv"
        if name == "trace.csv" and self._has_arrays:
            raise FileNotFoundError(
                f"{self.folder}: the trace was recorded as arrays, and figures are drawn of trace.csv: synapse convert {self.folder} --to csv writes it")
        return self._plot(name, columns, path)


class Sweep(Results):
    """The runs of a sweep, or of several seeds.

    Attributes:
        best: what the program says of the best combination, if `best_by` asked for it.
    """

    best = None

    @functools.cached_property
    def table(self):
        """``sweep.csv``: a row for each combination, with its results."""
        return self._table("sweep.csv")

    @functools.cached_property
    def seeds(self):
        """``seeds.csv``: means and deviations over seeds; None with one seed."""
        return self._table("seeds.csv") if self._folder.has("seeds.csv") else None

    def __len__(self):
        return len(self.table["index"])

    def __getitem__(self, index):
        """The run of a row of the table."""
        if not -len(self) <= index < len(self):
            raise IndexError(f"found {index}, expected one of {len(self)} runs")
        number = int(numpy.asarray(self.table["index"])[index])
        return Run(Folder(self._folder.file(os.path.join("runs", f"{number:04d}")), within=self._folder))

    def __iter__(self):
        return (self[index] for index in range(len(self)))

    def plot(self, columns=None, path=None):
        """The figure of the sweep's results."""
        return self._plot("sweep.csv", columns, path)


class Comparison(Results):
    """Work and error of every method."""

    @functools.cached_property
    def table(self):
        """``compare.csv``: a row for each method and setting."""
        return self._table("compare.csv")

    def plot(self, path=None):
        """Error over work."""
        return self._plot("compare.csv", None, path)


class Figure:
    """A figure in a file, which notebooks show."""

    def __init__(self, path, folder=None):
        self.path = os.fspath(path)
        # A temporary one stays as long as its figure.
        self._folder = folder

    def _repr_mimebundle_(self, **_):
        kinds = {".svg": "image/svg+xml", ".png": "image/png"}
        kind = kinds.get(os.path.splitext(self.path)[1])
        if kind is None:
            return {"text/plain": repr(self)}
        with open(self.path, "rb") as file:
            data = file.read()
        return {kind: data.decode() if kind.endswith("xml") else data, "text/plain": repr(self)}

    def __repr__(self):
        return f"<Figure {self.path}>"


def arrays(folder):
    """The arrays in a folder, by the names of their files."""
    return {file[:-4]: numpy.load(os.path.join(folder, file)) for file in sorted(os.listdir(folder)) if file.endswith(".npy")}


def column(table, name):
    """A column of a table, an array."""
    return numpy.asarray(table[name])


def _names(table):
    return list(table) if isinstance(table, dict) else list(table.columns)


def _read(path):
    """A table: a DataFrame with pandas, else a dict of arrays. No digit is lost."""
    try:
        import pandas
    except ImportError:
        return _columns(path)
    return pandas.read_csv(path, float_precision="round_trip")


def _frame(columns):
    """The same of columns that are there."""
    try:
        import pandas
    except ImportError:
        return columns
    return pandas.DataFrame(columns)


def _columns(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        names = next(rows)
        columns = list(zip(*rows)) or [()] * len(names)
    return {name: _array(column) for name, column in zip(names, columns)}


def _array(texts):
    try:
        return numpy.array([int(text) for text in texts])
    except ValueError:
        pass
    try:
        return numpy.array([float(text) if text else numpy.nan for text in texts])
    except ValueError:
        return numpy.array(texts)
