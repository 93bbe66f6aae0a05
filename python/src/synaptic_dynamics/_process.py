"""The program ``synapse``: where it is, how it is started, and what its failures are."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

#: Exit statuses that the program documents.
MEANINGS = {
    64: "wrong usage", 65: "wrong input", 69: "something that is needed is not there",
    70: "a run failed", 73: "output cannot be written", 130: "interrupted",
}


class SynapseError(RuntimeError):
    """The program ended with an error.

    Attributes:
        status: its exit status (64 usage, 65 input, 69 unavailable, 70 a run failed, 73 output, 130 interrupted).
        message: what it said, with the place and the advice.
        places: the places that it named, as (file, line).
        folder: where the results so far are, if there are some.
    """

    def __init__(self, status, message, folder=None):
        self.status = status
        self.message = message
        self.folder = folder
        self.places = [
            (file, int(line)) for file, line in re.findall(r"^(?:error: )?([^\s:][^:\n]*):(\d+): ", message, re.M)
        ]
        self._arguments = status, message, folder
        super().__init__(message or f"synapse ended with status {status} ({MEANINGS.get(status, 'unknown')})")

    def __reduce__(self):
        return SynapseError, self._arguments


def program():
    """The path of the program: ``$SYNAPSE``, or ``synapse`` on the path or in ``~/.local/bin``.

    Raises:
        FileNotFoundError: if it is nowhere.
    """
    asked = os.environ.get("SYNAPSE")
    local = os.path.expanduser("~/.local/bin/synapse")
    found = asked or shutil.which("synapse") or (local if os.access(local, os.X_OK) else None)
    if not found:
        raise FileNotFoundError(
            "there is no program synapse on the path: install it by `make install`, or say in $SYNAPSE where it is")
    return found


def version():
    """What ``synapse --version`` says."""
    return subprocess.run([program(), "--version"], check=True, capture_output=True, text=True).stdout.strip()


def call(arguments, text=None, progress=None, folder=None):
    """Starts the program and waits for it.

    Args:
        arguments: its arguments.
        text: what it reads on stdin.
        progress: called with each report of progress, a dict; or None.
        folder: where it writes, for the error.

    Returns:
        What it said on stdout.

    Raises:
        SynapseError: if it ended with an error.
        KeyboardInterrupt: after it ended, too; what it computed is kept.
    """
    output, messages, faults = [], [], []
    with subprocess.Popen(
            [program(), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", errors="replace", start_new_session=True) as process:

        def feed():
            try:
                process.stdin.write(text or "")
                process.stdin.close()
            except BrokenPipeError:
                pass

        def listen():
            for line in process.stderr:
                report = _report(line)
                if report is None:
                    messages.append(line)
                elif progress and not faults:
                    try:
                        progress(report)
                    except BaseException as fault:
                        # The caller's own; the program is ended, and heard to its end.
                        faults.append(fault)
                        process.send_signal(signal.SIGINT)

        threads = [
            threading.Thread(target=work, daemon=True)
            for work in (feed, listen, lambda: output.append(process.stdout.read()))
        ]
        for thread in threads:
            thread.start()
        try:
            status = process.wait()
        except BaseException:
            # Ctrl-C, or what a signal's handler raises. The program is in a session of its own, so that it is told once, from here.
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
        finally:
            for thread in threads:
                thread.join()
    if faults:
        raise faults[0]
    told = "".join(messages).strip()
    if status:
        raise SynapseError(status, told.removeprefix("error: "), folder)
    if told:
        print(told, file=sys.stderr)
    return "".join(output)


def _report(line):
    if not line.startswith('{"progress":'):
        return None
    try:
        return json.loads(line)["progress"]
    except (ValueError, KeyError):
        return None
