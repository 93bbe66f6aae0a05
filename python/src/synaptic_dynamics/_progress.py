"""Progress, in terminals and notebooks."""

import sys


class Bar:
    """A line that is written over: share done, what is done, time left."""

    def __init__(self):
        self._handle = None
        self._is_drawn = False
        try:
            from IPython import get_ipython
            from IPython.display import display
            shell = get_ipython()
            if shell is not None and shell.__class__.__name__ == "ZMQInteractiveShell":
                self._handle = display(_Text(""), display_id=True)
        except ImportError:
            pass

    def __call__(self, report):
        left = report.get("seconds_left")
        rest = "" if left is None else f", {left:.0f} s left"
        text = f"{100 * report['fraction']:3.0f} %  {report['what']}{rest}"
        if self._handle is not None:
            self._handle.update(_Text(text))
        elif sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
            self._is_drawn = True

    def finish(self):
        if self._handle is not None:
            self._handle.update(_Text(""))
        if self._is_drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class _Text:
    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text
