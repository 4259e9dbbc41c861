"""Files that were uploaded, kept where a job finds them, also after a restart, until it has ended."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from pathlib import Path

from graph.errors import BadInput

KEPT_SECONDS = 2 * 24 * 3600.0  # a job takes minutes; what is older belongs to one that failed
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_LENGTH = 100


class Uploads:
    """One folder a file, so that the file keeps its name, which tells people and readers what it is."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "uploads"

    def place(self, name: str) -> Path:
        """Where to write an upload of that name; harmless characters only, no folders.

        Raises:
            BadInput: nothing is left of the name.
        """
        plain = _UNSAFE.sub("_", name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1])[-_NAME_LENGTH:]
        if not plain.strip("._"):
            raise BadInput("file: the file has no name.", "Send its name with it.")
        folder = self._folder / secrets.token_hex(8)
        folder.mkdir(parents=True)
        return folder / plain

    def purge(self) -> int:
        """Delete what no job has cleared away; how many."""
        if not self._folder.is_dir():
            return 0
        before = time.time() - KEPT_SECONDS
        old = [folder for folder in self._folder.iterdir() if folder.stat().st_mtime < before]
        for folder in old:
            shutil.rmtree(folder, ignore_errors=True)
        return len(old)
