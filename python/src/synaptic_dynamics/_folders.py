"""The folders of results."""

import os
import shutil
import tempfile
import weakref


class Folder:
    """Where results are. Temporary folders go with the last reference."""

    def __init__(self, path, within=None):
        # A folder within a temporary one keeps that.
        self._within = within
        #: What has to stay as long.
        self.kept = None
        self.is_temporary = path is None
        self.path = tempfile.mkdtemp(prefix="synapse-") if path is None else os.fspath(path)
        if path is None:
            weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def has(self, name):
        return os.path.exists(self.file(name))

    def file(self, name):
        return os.path.join(self.path, name)
