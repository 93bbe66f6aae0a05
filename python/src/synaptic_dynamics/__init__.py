"""Continuous-time synaptic learning from Python.

The simulator is the program ``synapse``; this package starts it and reads what it leaves.

>>> import synaptic_dynamics as sd
>>> run = sd.run("equilibrium", {"synapse.tau_m": 20})     # doctest: +SKIP
>>> run.trace                                              # doctest: +SKIP
"""

from ._evaluation import Evaluation
from ._process import SynapseError, program, version
from ._results import Comparison, Run, Sweep, open_folder as open
from ._commands import compare, resume, run, sweep, validate

__all__ = [
    "Comparison", "Evaluation", "Run", "Sweep", "SynapseError", "compare", "open", "program", "resume", "run",
    "sweep", "validate", "version",
]
