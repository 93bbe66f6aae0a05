"""Starting runs, sweeps and comparisons."""

import json
import os

import numpy

from ._folders import Folder
from ._process import SynapseError, call
from ._progress import Bar
from ._results import Comparison, Run, Sweep


def run(study, changes=None, gradients=None, times=None, output=None, *, seed=None, threads=None, verify=False,
        data=None, force=False, progress=True):
    """Runs a study.

    Args:
        study: the name of a built-in study, the path of a study file, its text (YAML), or a dict.
        changes: values that replace those of the study, by dotted keys: ``{"synapse.tau_m": 20}``.
        gradients: an array of times × synapses that drives it, in place of the study's drive; with `output` it is kept beside
            that folder, for the run to be resumed or repeated.
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
    given, folder = _Given(study, changes), Folder(output)
    if gradients is not None:
        given.drive_by(gradients, times, folder)
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
    given = _Given(study, changes)
    folder = Folder(output)
    options = []
    for key, values in vary.items():
        options += ["--vary", f"{key}={','.join(_text(value) for value in values)}"]
    options += ["--jobs", str(jobs)] if jobs is not None else []
    options += ["--best-by", best_by] if best_by else []
    told = _fill(folder, "sweep", given, options + _common(data, force), progress, mends=(70,))
    found = Sweep(folder)
    found.best = (told or "").strip() or None
    return found


def compare(study, changes=None, output=None, *, methods=None, data=None, force=False, progress=True):
    """Measures the work and the error of every method on a study, or of some: `methods=["euler", "exact"]`. Other arguments
    as of `run`; returns a `Comparison`."""
    given = _Given(study, changes)
    folder = Folder(output)
    chosen = ["--methods", ",".join(methods)] if methods is not None else []
    _fill(folder, "compare", given, chosen + _common(data, force or folder.is_temporary), progress)
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
    given = _Given(study, changes)
    return call(["validate", given.name, *given.options, *_common(data, False)], given.text)


class _Given:
    """A study as it was given, as the program takes it."""

    def __init__(self, study, changes=None):
        self.text = None
        self.options = []
        if isinstance(study, dict):
            # JSON is YAML.
            self.name, self.text = "-", json.dumps(study, default=_plain)
        elif isinstance(study, str) and ("\n" in study or ": " in study):
            self.name, self.text = "-", study
        else:
            self.name = os.fspath(study)
        for key, value in (changes or {}).items():
            self.options += ["--set", f"{key}={_text(value)}"]

    def drive_by(self, gradients, times, folder):
        """Puts an array in place of the study's drive, which other changes may go on to change.

        The array is kept for as long as the run's folder, beside it if that has a name: the run's study names it.
        """
        array = numpy.ascontiguousarray(gradients, dtype="<f8")
        if array.ndim not in (1, 2):
            raise ValueError(f"gradients: found an array of {array.ndim} dimensions, expected times × synapses")
        if folder.is_temporary:
            folder.kept = Folder(None)
            place = folder.kept.file("")
        else:
            place = os.path.abspath(folder.path) + "-"
        drive = {"kind": "npy", "file": f"{place}gradients.npy", "time": 1.0}
        os.makedirs(os.path.dirname(drive["file"]), exist_ok=True)
        numpy.save(drive["file"], array)
        if times is not None and numpy.ndim(times):
            drive["time"] = f"{place}times.npy"
            numpy.save(drive["time"], numpy.ascontiguousarray(times, dtype="<f8"))
        elif times is not None:
            drive["time"] = float(times)
        self.options = ["--set", f"drive={_text(drive)}", *self.options]


def _fill(folder, command, given, options, progress, mends=()):
    """Runs a command into a folder; what it says. Exit statuses in `mends` leave results all the same."""
    arguments = [command, given.name, "--output", folder.path, *given.options, *options]
    try:
        return _started(arguments, given.text, progress, folder)
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
