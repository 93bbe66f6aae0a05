"""Starting runs, sweeps and comparisons."""

import contextlib
import json
import os
import tempfile

import numpy

from ._folders import Folder
from ._program import SynapseError, call
from ._progress import Bar
from ._results import Comparison, Run, Sweep


def run(study, changes=None, gradients=None, times=None, output=None, *, seed=None, threads=None, verify=False,
        data=None, force=False, progress=True):
    """Runs a study.

    Args:
        study: the name of a built-in study, the path of a study file, its text (YAML), or a dict.
        changes: values that replace those of the study, by dotted keys: ``{"synapse.tau_m": 20}``.
        gradients: an array of times × synapses that drives it, in place of the study's drive.
        times: the times of the array's rows: an array, or the distance of rows in learning steps (default 1).
        output: the folder to write to; by default a temporary one, which goes with the last reference to the run.
        seed: replaces the study's seed.
        threads: how many threads may work; the results do not depend on it.
        verify: whether an independent method integrates some synapses again.
        data: the folder with data sets.
        force: whether a folder that has something in it is written to.
        progress: True for a bar, False for none, or what is called with each report, a dict.

    Returns:
        A `Run`, or a `Sweep` if the study has several seeds.

    Raises:
        SynapseError: with the place of a mistake and what was expected; `folder` of it has what was computed.
    """
    with _Given(study, changes, gradients, times) as given:
        folder = Folder(output)
        options = ["--seed", str(seed)] if seed is not None else []
        options += ["--threads", str(threads)] if threads is not None else []
        options += ["--verify"] if verify else []
        _fill(folder, "run", given, options + _common(data, force or folder.is_temporary), progress)
        return Sweep(folder) if folder.has("sweep.json") else Run(folder)


def sweep(study, vary, changes=None, output=None, *, jobs=None, best_by=None, data=None, force=False, progress=True):
    """Runs a study for all combinations of some values.

    Args:
        study, changes, output, data, force, progress: as `run` takes them.
        vary: the values of each key: ``{"synapse.tau_m": [5, 10, 20], "seed": range(1, 4)}``.
        jobs: how many runs there may be at once.
        best_by: a result, such as ``results_validation_accuracy``; the best combination is told.

    Returns:
        A `Sweep`. Runs that failed are among its rows.

    Raises:
        SynapseError: if the study is wrong.
    """
    with _Given(study, changes) as given:
        folder = Folder(output)
        options = []
        for key, values in vary.items():
            options += ["--vary", f"{key}={','.join(_text(value) for value in values)}"]
        options += ["--jobs", str(jobs)] if jobs is not None else []
        options += ["--best-by", best_by] if best_by else []
        _fill(folder, "sweep", given, options + _common(data, force), progress, mends=(70,))
        return Sweep(folder)


def compare(study, changes=None, output=None, *, data=None, force=False, progress=True):
    """Measures the work and the error of every method on a study. Arguments as of `run`; returns a `Comparison`."""
    with _Given(study, changes) as given:
        folder = Folder(output)
        _fill(folder, "compare", given, _common(data, force or folder.is_temporary), progress)
        return Comparison(folder)


def resume(folder, *, threads=None, data=None, progress=True):
    """Goes on with a run that was killed or interrupted; returns the `Run`."""
    options = ["--threads", str(threads)] if threads is not None else []
    place = Folder(folder)
    _started(["resume", place.path, *options, *_common(data, False)], None, progress, place)
    return Run(place)


def validate(study, changes=None, *, data=None):
    """The study with every default filled in, and how it was understood, as text.

    Raises:
        SynapseError: with all mistakes and their places.
    """
    with _Given(study, changes) as given:
        return call(["validate", given.name, *given.options, *_common(data, False)], given.text)


class _Given:
    """A study as it was given, as the program takes it."""

    def __init__(self, study, changes=None, gradients=None, times=None):
        self.text = None
        self.options = []
        self._stack = contextlib.ExitStack()
        if isinstance(study, dict):
            # JSON is YAML.
            self.name, self.text = "-", json.dumps(study, default=_plain)
        elif "\n" in str(study):
            self.name, self.text = "-", str(study)
        else:
            self.name = str(study)
        for key, value in (changes or {}).items():
            self.options += ["--set", f"{key}={_text(value)}"]
        if gradients is not None:
            self.options += ["--set", f"drive={_text(self._drive(gradients, times))}"]

    def _drive(self, gradients, times):
        array = numpy.ascontiguousarray(gradients, dtype="<f8")
        if array.ndim not in (1, 2):
            raise ValueError(f"gradients: found an array of {array.ndim} dimensions, expected times × synapses")
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="synapse-"))
        path = os.path.join(folder, "gradients.npy")
        numpy.save(path, array)
        if times is None or numpy.ndim(times) == 0:
            distance = 1.0 if times is None else float(times)
            return {"kind": "npy", "file": path, "time": distance}
        place = os.path.join(folder, "times.npy")
        numpy.save(place, numpy.ascontiguousarray(times, dtype="<f8"))
        return {"kind": "npy", "file": path, "time": place}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()


def _fill(folder, command, given, options, progress, mends=()):
    """Runs a command into a folder. Exit statuses in `mends` leave results all the same."""
    arguments = [command, given.name, "--output", folder.path, *given.options, *options]
    try:
        _started(arguments, given.text, progress, folder)
    except SynapseError as error:
        if error.status not in mends:
            raise


def _started(arguments, text, progress, folder):
    if progress is False:
        return call([*arguments, "--quiet"], text, folder=folder)
    bar = Bar() if progress is True else None
    try:
        return call([*arguments, "--quiet", "--progress", "json"], text, bar or progress, folder)
    finally:
        if bar:
            bar.finish()


def _common(data, force):
    return (["--data-dir", os.fspath(data)] if data is not None else []) + (["--force"] if force else [])


def _text(value):
    """A value as ``--set`` and ``--vary`` take it: JSON, which is YAML, but for words."""
    if isinstance(value, str):
        return value
    return json.dumps(value, default=_plain)


def _plain(value):
    if isinstance(value, numpy.ndarray):
        return value.tolist()
    if isinstance(value, numpy.generic):
        return value.item()
    if isinstance(value, (range, tuple, set)):
        return list(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"found {value!r}, expected numbers, texts, lists and dicts")
