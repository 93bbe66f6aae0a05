"""The package against the program and against what is known of the model.

    SYNAPSE=.build/release/synapse python -m unittest discover python/tests

Without pandas and xarray the same tests hold, on dicts of arrays.
"""

import json
import os
import pathlib
import pickle
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import numpy

import synaptic_dynamics as sd

try:
    import pandas
except ImportError:
    pandas = None
try:
    import xarray
except ImportError:
    xarray = None

STUDY = {"duration": 20, "drive": {"kind": "constant", "gradient": 0.1}, "integrator": {"method": "exact"},
         "record": {"every": 0.5}}


class Runs(unittest.TestCase):
    def test_momentum_is_that_of_the_closed_form(self):
        """Under a constant gradient m = K g (1 - exp(-t / tau_m)), arXiv:2212.09440, eq. 9."""
        run = sd.run(STUDY, {"synapse.tau_m": 20})
        expected = 0.1 * (1 - numpy.exp(-run.times / 20))
        numpy.testing.assert_allclose(run.values("m")[:, 0], expected, rtol=0, atol=1e-15)
        self.assertEqual(run.status, "finished")
        self.assertEqual(run.parameters["synapse.tau_m"], 20)
        self.assertIs(run.parameters["integrator.positivity"], False)
        self.assertIsInstance(run.summary["wall_seconds"], float)

    def test_studies_are_taken_in_every_form(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "study.yaml")
            path.write_text(json.dumps(STUDY))
            forms = [STUDY, json.dumps(STUDY, indent=1), str(path), path]
            forms.append(json.dumps(STUDY))
            traces = [sd.run(form).values("w_f") for form in forms]
        for trace in traces[1:]:
            numpy.testing.assert_array_equal(trace, traces[0])
        self.assertEqual(sd.run("equilibrium", {"duration": 10}).summary["study"], "equilibrium")

    def test_arrays_drive_a_study(self):
        gradients = numpy.random.default_rng(1).normal(size=(40, 3))
        for times, shown in [(0.5, slice(0, 40)), (numpy.arange(40) / 2, slice(0, 40)), (None, slice(0, 20))]:
            run = sd.run(STUDY, gradients=gradients, times=times)
            g = run.values("g")
            # Rows are recorded every half step; the last shows the window that ends there.
            found = g[:40] if times is not None else g[0:40:2]
            numpy.testing.assert_array_equal(found, gradients[shown])
        self.assertEqual(sd.run(STUDY, gradients=gradients[:, 0]).values("g").shape[1], 1)
        with self.assertRaises(ValueError):
            sd.run(STUDY, gradients=numpy.zeros((2, 2, 2)))
        # Other changes of the drive hold; the study that the run leaves runs again, wherever it was written.
        changes = {"drive.interpolation": "linear", "integrator.method": "cvodeAdams"}
        with tempfile.TemporaryDirectory() as folder:
            for output in (None, os.path.join(folder, "out")):
                run = sd.run(STUDY, changes, gradients=gradients, times=0.5, output=output)
                self.assertEqual(run.parameters["drive.interpolation"], "linear")
                again = sd.run(os.path.join(run.folder, "study.yaml"))
                numpy.testing.assert_array_equal(again.values("w_f"), run.values("w_f"))

    def test_tables_lose_no_digit(self):
        run = sd.run(STUDY)
        with open(os.path.join(run.folder, "trace.csv")) as file:
            names = next(file).strip().split(",")
            rows = [line.strip().split(",") for line in file]
        for column, name in enumerate(names):
            self.assertEqual([float(row[column]) for row in rows], list(numpy.asarray(run.trace[name], dtype=float)))

    def test_traces_are_arrays_on_the_disk(self):
        """What was recorded as arrays is what was recorded as text, and is opened without being read."""
        text = sd.run(STUDY)
        arrays = sd.run(STUDY, {"record.format": "npy"})
        self.assertFalse(os.path.exists(os.path.join(arrays.folder, "trace.csv")))
        self.assertEqual(arrays.columns, text.columns)
        numpy.testing.assert_array_equal(arrays.times, text.times)
        numpy.testing.assert_array_equal(arrays.synapses, text.synapses)
        for name in text.columns:
            self.assertIsInstance(arrays.values(name), numpy.memmap)
            numpy.testing.assert_array_equal(arrays.values(name), text.values(name))
            numpy.testing.assert_array_equal(arrays.trace[name], text.trace[name])
        some = sd.run(STUDY, {"record.format": "npy", "record.columns": ["w_f", "rho"]})
        self.assertEqual(some.columns, ["rho", "w_f"])
        numpy.testing.assert_array_equal(some.values("rho"), text.values("rho"))

    def test_populations_have_their_quantiles(self):
        changes = {"synapses": 500, "record.final": True, "drive": {"kind": "heldNoise", "sd": 1}}
        run = sd.run(STUDY, changes)
        row = {name: numpy.asarray(run.population[name])[-1] for name in ("w_f_q05", "w_f_q50", "rho_q95", "rho_mean", "rho_sd")}
        w_f, rho = run.final["w_f"], run.final["rho"]
        numpy.testing.assert_allclose(row["w_f_q05"], numpy.quantile(w_f, 0.05), rtol=1e-14)
        numpy.testing.assert_allclose(row["w_f_q50"], numpy.quantile(w_f, 0.5), rtol=1e-14)
        numpy.testing.assert_allclose(row["rho_q95"], numpy.quantile(rho, 0.95), rtol=1e-14)
        numpy.testing.assert_allclose(row["rho_mean"], rho.mean(), rtol=1e-14)
        # The squares of small distances from the mean have an error of the mean's rounding.
        numpy.testing.assert_allclose(row["rho_sd"], rho.std(), rtol=1e-9)
        self.assertIsNone(sd.run(STUDY).population)

    def test_names_of_synapses_are_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "g.csv")
            path.write_text("time,soma,\"spine, distal\"\n0,1,2\n1,3,4\n")
            run = sd.run(STUDY, {"drive": {"kind": "csv", "file": path}})
        self.assertEqual(run.labels, {0: "soma", 1: "spine, distal"})
        self.assertEqual(list(run.trace["label"])[:2], ["soma", "spine, distal"])

    def test_networks_have_their_tables(self):
        run = sd.run("digits", {"epochs": 2})
        self.assertEqual(list(run.learning["epoch"]), [0, 1, 2])
        self.assertEqual(len(set(run.layers["layer"])), 2)
        self.assertIsNone(run.tasks)
        self.assertIsNone(sd.run(STUDY).learning)

    def test_weights_of_a_network_predict(self):
        """A forward pass in numpy has the accuracy that the program tells."""
        random = numpy.random.default_rng(1)
        centres = random.normal(size=(3, 5))
        with tempfile.TemporaryDirectory() as folder:
            parts = {}
            for name, count in (("training", 300), ("test", 100)):
                labels = random.integers(0, 3, count)
                features = (centres[labels] + random.normal(size=(count, 5))).astype(numpy.float32)
                parts[name] = features, labels
                with open(os.path.join(folder, f"{name}.csv"), "w") as file:
                    file.write("a,b,c,d,e,label\n")
                    for row, label in zip(features, labels):
                        file.write(",".join(repr(float(value)) for value in row) + f",{label}\n")
            data = {f"{name}_file": os.path.join(folder, f"{name}.csv") for name in parts}
            run = sd.run({
                "epochs": 5, "rule": "gradientFlow", "synapse": {"learning_rate": 0.3},
                "drive": {"kind": "network", "data": data, "layers": [8], "activation": "tanh", "batch": 20},
                "integrator": {"method": "euler", "dt": 1}, "record": {"final": True}})
            self.check_predictions(run, parts, data)
        self.assertEqual([layer["w_f"].shape for layer in run.weights], [(8, 5), (3, 8)])
        for name, (features, labels) in parts.items():
            outputs = features.astype(float)
            for layer, activation in zip(run.weights, (numpy.tanh, lambda x: x)):
                outputs = activation(outputs @ layer["w_f"].T + layer["bias"])
            column = "train_accuracy" if name == "training" else "test_accuracy"
            told = numpy.asarray(run.learning[column])[-1]
            self.assertAlmostEqual(numpy.mean(outputs.argmax(1) == labels), told, places=12)
        self.assertGreater(told, 0.6)
        self.assertEqual(run.final["w_f"].shape, (8 * 5 + 8 + 3 * 8 + 3,))
        with self.assertRaises(FileNotFoundError):
            sd.run(STUDY).final

    def check_predictions(self, run, parts, data):
        """Every probability, every unit and every number of a table is that of a forward pass in numpy."""
        for name, (features, labels) in parts.items():
            told = run.evaluate(split=name, activities=True)
            hidden = numpy.tanh(features.astype(float) @ run.weights[0]["w_f"].T + run.weights[0]["bias"])
            outputs = hidden @ run.weights[1]["w_f"].T + run.weights[1]["bias"]
            powers = numpy.exp(outputs - outputs.max(1, keepdims=True))
            shares = powers / powers.sum(1, keepdims=True)
            table = {key: numpy.asarray(told.predictions[key]) for key in list(told.predictions)}
            numpy.testing.assert_allclose(told.activities["layer-01"], hidden, rtol=0, atol=1e-13)
            numpy.testing.assert_allclose(
                numpy.stack([table[f"p_{k}"] for k in range(3)], 1), shares, rtol=0, atol=1e-13)
            numpy.testing.assert_array_equal(table["predicted"], outputs.argmax(1))
            numpy.testing.assert_array_equal(table["class"], labels)
            numpy.testing.assert_array_equal(table["example"], numpy.arange(len(labels)))
            loss = -numpy.log(shares[numpy.arange(len(labels)), labels]).mean()
            self.assertAlmostEqual(told.loss, loss, places=12)
            self.assertAlmostEqual(told.accuracy, numpy.mean(outputs.argmax(1) == labels), places=12)
            counts = numpy.zeros((3, 3), int)
            numpy.add.at(counts, (labels, outputs.argmax(1)), 1)
            numpy.testing.assert_array_equal(told.confusion, counts)
            numpy.testing.assert_allclose(numpy.asarray(told.classes["recall"]), numpy.diag(counts) / counts.sum(1))
            numpy.testing.assert_array_equal(run.split[name], numpy.arange(len(labels)))
            again = run.evaluate(data[f"{name}_file"])
            self.assertEqual((again.accuracy, again.loss), (told.accuracy, told.loss))
            with self.assertRaises(FileNotFoundError):
                again.activities
        self.assertIsNone(run.standardisation)

    def test_examples_are_prepared_as_told(self):
        """Split and standardisation, laid on the rows of a file, and normalisation by running statistics, give the predictions."""
        random = numpy.random.default_rng(2)
        labels = random.integers(0, 2, 80)
        features = (labels[:, None] + random.normal(size=(80, 4))).astype(numpy.float32)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "all.csv")
            with open(path, "w") as file:
                file.write("a,b,c,d,label\n")
                for row, label in zip(features, labels):
                    file.write(",".join(repr(float(value)) for value in row) + f",{label}\n")
            run = sd.run({
                "epochs": 3, "rule": "adam", "synapse": {"learning_rate": 0.01},
                "drive": {"kind": "network", "batch": 10, "tau_s": 5,
                          "data": {"training_file": path, "validation": 14, "scaling": "standardisedPerFeature"},
                          "layers": [{"dense": 6, "normalisation": "running", "activation": "relu"}]},
                "integrator": {"method": "euler"}, "record": {"final": True}})
            told = run.evaluate(split="validation")
        parts = run.split
        self.assertEqual(sorted(numpy.concatenate(list(parts.values()))), list(range(80)))
        self.assertEqual([len(parts[name]) for name in ("training", "validation", "test")], [50, 14, 16])
        moments = run.standardisation
        learned = features[parts["training"]].astype(float)
        numpy.testing.assert_allclose(moments["mean"], learned.mean(0), rtol=0, atol=1e-14)
        numpy.testing.assert_allclose(moments["sd"], learned.std(0), rtol=0, atol=1e-14)
        # The program rounds what it prepared to single precision.
        shown = ((features[parts["validation"]] - moments["mean"]) / moments["sd"]).astype(numpy.float32).astype(float)
        first, last = run.weights
        sums = shown @ first["w_f"].T
        normalised = (sums - first["running_mean"]) / numpy.sqrt(first["running_variance"] + 1e-5)
        hidden = numpy.maximum(normalised * first["gamma"] + first["beta"], 0)
        outputs = hidden @ last["w_f"].T + last["bias"]
        share = 1 / (1 + numpy.exp(outputs[:, 0] - outputs[:, 1]))
        # Half a unit of the last place of the rounded features may differ.
        numpy.testing.assert_allclose(numpy.asarray(told.predictions["p_1"]), share, rtol=0, atol=1e-6)
        numpy.testing.assert_array_equal(numpy.asarray(told.predictions["example"]), parts["validation"])

    def test_folders_are_opened_and_figures_drawn(self):
        run = sd.run(STUDY)
        again = sd.open(run.folder)
        numpy.testing.assert_array_equal(again.values("rho"), run.values("rho"))
        figure = again.plot()
        self.assertIn("<svg", figure._repr_mimebundle_()["image/svg+xml"])
        self.assertIn("<svg", sd.run(STUDY).plot()._repr_mimebundle_()["image/svg+xml"])
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaises(FileNotFoundError):
                sd.open(folder)
            path = os.path.join(folder, "rho.png")
            self.assertEqual(again.plot(columns=["rho"], path=path).path, path)
            self.assertEqual(again.plot(columns=["rho"], path=path)._repr_mimebundle_()["image/png"][1:4], b"PNG")

    @unittest.skipUnless(xarray, "xarray is not installed")
    def test_traces_become_datasets(self):
        gradients = numpy.random.default_rng(1).normal(size=(40, 3))
        run = sd.run(STUDY, gradients=gradients, times=0.5)
        dataset = run.to_xarray()
        self.assertEqual(dict(dataset.sizes), {"time": 41, "synapse": 3})
        numpy.testing.assert_array_equal(dataset.w_f.sel(synapse=2).values, run.values("w_f")[:, 2])

    def test_times_are_told_in_seconds_too(self):
        """Where it is known how long a learning step is: 50 ms make 20 of them a second."""
        gradients = numpy.random.default_rng(1).normal(size=(40, 3))
        changes = {"learning_step": "50 ms"}
        for form in ("csv", "npy"):
            run = sd.run(STUDY, {**changes, "record.format": form}, gradients=gradients, times=0.5)
            self.assertEqual(list(run.trace)[:3], ["time", "time_s", "synapse"])
            numpy.testing.assert_array_equal(numpy.asarray(run.trace["time_s"]), numpy.repeat(run.times / 20, 3))
            numpy.testing.assert_array_equal(run.seconds, run.times / 20)
            self.assertEqual(len(run.seconds), 41)
            self.assertNotIn("time_s", run.columns)
            self.assertEqual(run.values("w_f").shape, (41, 3))
            plain = sd.run(STUDY, {"record.format": form}, gradients=gradients, times=0.5)
            self.assertIsNone(plain.seconds)
            self.assertNotIn("time_s", plain.trace)
            numpy.testing.assert_array_equal(plain.values("w_f"), run.values("w_f"))
            if xarray:
                found = run.to_xarray().time_s
                self.assertEqual(found.dims, ("time",))
                numpy.testing.assert_array_equal(found.values, run.seconds)
                self.assertNotIn("time_s", plain.to_xarray().coords)
        network = sd.run("digits", {"epochs": 2, "learning_step": "2 s"})
        for table in (network.learning, network.layers, network.population):
            numpy.testing.assert_array_equal(numpy.asarray(table["time_s"]), 2 * numpy.asarray(table["time"]))

    @unittest.skipUnless(pandas, "pandas is not installed")
    def test_tables_are_frames(self):
        self.assertIsInstance(sd.run(STUDY).trace, pandas.DataFrame)


class Sweeps(unittest.TestCase):
    def test_every_row_has_its_run(self):
        sweep = sd.sweep(STUDY, {"synapse.tau_m": [5, 10], "seed": range(1, 3)})
        self.assertEqual(len(sweep), 4)
        self.assertEqual([run.parameters["synapse.tau_m"] for run in sweep], [5, 5, 10, 10])
        self.assertEqual([run.summary["seed"] for run in sweep], [1, 2, 1, 2])
        self.assertEqual(sweep[-1].parameters["seed"], 2)
        with self.assertRaises(IndexError):
            sweep[4]
        best = sd.sweep(STUDY, {"synapse.tau_m": [5, 10]}, best_by="lowest:final_alignment_angle_degrees").best
        self.assertIn("synapse.tau_m=", best)
        # A run keeps the temporary folder of its sweep.
        self.assertEqual(sd.sweep(STUDY, {"synapse.tau_m": [5]})[0].trace["time"][0], 0)
        self.assertIsInstance(sd.open(sweep.folder), sd.Sweep)

    def test_seeds_of_one_study_are_a_sweep(self):
        sweep = sd.run("signal-to-noise", {"duration": 50, "seeds": 2})
        self.assertIsInstance(sweep, sd.Sweep)
        self.assertEqual(len(sweep), 2)

    def test_runs_that_fail_are_rows(self):
        sweep = sd.sweep(STUDY, {"drive.gradient": [0.1, 1e300]}, {"integrator.method": "euler", "integrator.dt": 1})
        self.assertEqual(len(sweep), 2)
        self.assertEqual(list(sweep.table["status"]), ["finished", "failed"])

    def test_methods_are_compared(self):
        comparison = sd.compare(STUDY, {"compare.dt": [1, 0.5]})
        methods = list(comparison.table["method"])
        self.assertIn("euler", methods)
        self.assertIn("exact", methods)


class Failures(unittest.TestCase):
    def test_mistakes_have_their_place(self):
        with self.assertRaises(sd.SynapseError) as caught:
            sd.run("duration: 10\nsynapse: {tau_n: 3}\ndrive: {kind: constant, gradient: 1}\n")
        self.assertEqual(caught.exception.status, 65)
        self.assertEqual(caught.exception.places, [("stdin", 2)])
        self.assertIn('did you mean "tau_m"?', str(caught.exception))

    def test_failed_runs_keep_what_there_is(self):
        with self.assertRaises(sd.SynapseError) as caught:
            sd.run(STUDY, {"integrator": {"method": "cvodeAdams", "max_steps": 5}})
        self.assertEqual(caught.exception.status, 70)
        self.assertEqual(sd.open(caught.exception.folder.path).status, "failed")

    def test_failures_go_between_processes(self):
        with self.assertRaises(sd.SynapseError) as caught:
            sd.run("duration: 10")
        again = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual((str(again), again.status), (str(caught.exception), 65))

    def test_other_exceptions_end_the_program(self):
        def stop(*_):
            raise TimeoutError("enough")
        before = signal.signal(signal.SIGALRM, stop)
        try:
            signal.setitimer(signal.ITIMER_REAL, 1)
            with self.assertRaises(TimeoutError):
                sd.run("digits", {"epochs": 100000})
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def test_studies_are_validated(self):
        self.assertIn("tau_m: 20.0", sd.validate(STUDY, {"synapse.tau_m": 20}))
        with self.assertRaises(sd.SynapseError):
            sd.validate(STUDY, {"synapse.tau_m": -1})

    def test_a_missing_program_is_told(self):
        script = "import synaptic_dynamics as sd; sd.run('equilibrium')"
        environment = {"PATH": "/nowhere", "HOME": "/nowhere", "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
        self.assertIn("make install", done.stderr)

    def test_interruptions_keep_what_there_is(self):
        """Ctrl-C reaches the program once; the run can be gone on with, and has the same bytes."""
        changes = {"drive": {"kind": "heldNoise", "sd": 1}, "synapses": 1000, "record.every": 1e5}
        script = ("import json, sys, synaptic_dynamics as sd\n"
                  "sd.run(json.loads(sys.argv[1]), json.loads(sys.argv[2]), output=sys.argv[3])")
        with tempfile.TemporaryDirectory() as folder:
            # However fast the machine is, some of these take long enough.
            for duration in (2e6, 8e6, 3.2e7, 1.28e8):
                changes["duration"] = duration
                path = os.path.join(folder, f"out-{duration:.0f}")
                process = subprocess.Popen(
                    [sys.executable, "-c", script, json.dumps(STUDY), json.dumps(changes), path],
                    stderr=subprocess.PIPE,
                    # Whoever started the tests may not listen to Ctrl-C, as a shell's background.
                    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
                while not os.path.exists(os.path.join(path, "checkpoint")) and process.poll() is None:
                    time.sleep(0.01)
                time.sleep(0.1)
                if process.poll() is None:
                    process.send_signal(signal.SIGINT)
                process.communicate()
                if process.returncode != 0:
                    break
            self.assertNotEqual(process.returncode, 0, "no run was interrupted")
            with open(os.path.join(path, "summary.json")) as file:
                self.assertEqual(json.load(file)["status"], "interrupted")
            resumed = sd.resume(path)
            self.assertEqual(resumed.status, "finished")
            whole = sd.run(STUDY, changes)
            for name in ("trace.csv",):
                with open(os.path.join(path, name), "rb") as one, open(os.path.join(whole.folder, name), "rb") as other:
                    self.assertEqual(one.read(), other.read())


class Progress(unittest.TestCase):
    def test_reports_come(self):
        reports = []
        sd.run("digits", {"epochs": 30}, progress=reports.append)
        self.assertTrue(reports)
        for report in reports:
            self.assertTrue(0 <= report["fraction"] <= 1)
            self.assertIn("what", report)


    def test_what_the_caller_raises_ends_the_run(self):
        def stop(report):
            raise KeyError("enough")
        with self.assertRaises(KeyError):
            sd.run("digits", {"epochs": 3000}, progress=stop)


class Page(unittest.TestCase):
    def test_the_page_runs(self):
        path = pathlib.Path(__file__).parents[2] / "docs" / "python.md"
        names = {}
        blocks = re.findall(r"```python\n(.*?)```", path.read_text(), re.S)
        for block in blocks:
            exec(compile(block, str(path), "exec"), names)
        self.assertEqual(len(blocks), 5)


class Notebook(unittest.TestCase):
    def test_the_notebook_runs(self):
        path = pathlib.Path(__file__).parents[2] / "examples" / "python" / "first-steps.ipynb"
        cells = json.loads(path.read_text())["cells"]
        names = {}
        for cell in cells:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), str(path), "exec"), names)
        self.assertGreater(len([cell for cell in cells if cell["cell_type"] == "code"]), 4)


if __name__ == "__main__":
    unittest.main()
