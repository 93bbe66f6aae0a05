"""Writes the tables of gradients that people export from pandas and numpy, and frames of scikit-learn's, into exports/.

All tables of gradients hold the same numbers, those of plain.csv. The frames are UCI's Breast cancer Wisconsin (diagnostic)
(W. Wolberg et al., doi:10.24432/C5DW2B), Wine (S. Aeberhard & M. Forina, doi:10.24432/C5PC7J) and Iris (R. A. Fisher,
doi:10.24432/C56C76), all CC BY 4.0, as scikit-learn carries them; the first has four digits. Needs pandas, numpy and scikit-learn:

    python3 make_exports.py
"""

import csv
import gzip
import pathlib

import numpy
import pandas
from sklearn.datasets import load_breast_cancer, load_iris, load_wine

folder = pathlib.Path(__file__).parent / "exports"
folder.mkdir(exist_ok=True)
times = numpy.arange(0, 10, 0.5)
# Six digits, so that single precision writes the same ones.
gradients = numpy.random.default_rng(1).normal(size=(len(times), 3)).round(4)
names = ["soma", "apical dendrite", "spine, distal"]
plain = pandas.DataFrame(gradients, columns=["g0", "g1", "g2"])
named = pandas.DataFrame(gradients, columns=names)


def timed(frame, name="time"):
    frame = frame.copy()
    frame.insert(0, name, times)
    return frame


timed(plain).to_csv(folder / "plain.csv", index=False)
timed(plain).to_csv(folder / "index.csv")
timed(named).to_csv(folder / "named.csv", index=False)
plain.set_index(pandas.Index(times, name="time")).to_csv(folder / "time-index.csv")
plain.set_index(pandas.Index(times)).to_csv(folder / "unnamed-time-index.csv")
plain.to_csv(folder / "no-time.csv")
timed(named, "t_ms").to_csv(folder / "other-time.csv", index=False)
timed(named).to_csv(folder / "packed.csv.gz", index=False)
# Another member, as `cat one.gz two.gz` makes them.
(folder / "packed-rows.gz").write_bytes(gzip.compress(b"10.0,1.0,2.0,3.0\n10.5,1.0,-2.0,3.0\n", mtime=0))
timed(named).to_csv(folder / "tabs.tsv", sep="\t")
timed(named).to_csv(folder / "semicolons.csv", sep=";", index=False)
timed(named).astype(numpy.float32).to_csv(folder / "float32.csv")
timed(named).to_csv(folder / "crlf.csv", lineterminator="\r\n")
timed(named).to_csv(folder / "mark.csv", encoding="utf-8-sig")
timed(named).to_csv(folder / "quoted.csv", quoting=csv.QUOTE_ALL)
timed(named).reset_index().to_csv(folder / "reset-index.csv", index=False)
timed(named).assign(condition="control, \"dark\"").to_csv(folder / "words.csv", index=False)
numpy.save(folder / "array.npy", gradients)
numpy.save(folder / "array-times.npy", times)

load_breast_cancer(as_frame=True).frame.to_csv(folder / "breast-cancer.csv.gz", float_format="%.4g")
load_wine(as_frame=True).frame.to_csv(folder / "wine.csv", index=False)
iris = load_iris(as_frame=True)
iris.frame["species"] = iris.target_names[iris.frame.pop("target")]
iris.frame.to_csv(folder / "iris.csv", sep=";")
