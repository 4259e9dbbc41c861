"""Loading what the first match would wait for before it is asked: nine seconds of work, most of it the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.app import Alliedstack

LOOK_SECONDS = 2.0  # how often a service without products looks whether it has some by now
_TEXT = "A platform for public services."  # any text: that it is read loads what reads


class WarmUp:
    """Once for a process, as soon as there is something to match with."""

    def __init__(self, app: Alliedstack) -> None:
        self._app = app
        self.done = False

    def look(self) -> None:
        """Load, unless that was done or nothing is there to be matched."""
        if self.done:
            return
        snapshot = self._app.snapshot()
        if not snapshot.catalogue.products:
            return
        models = self._app.models
        for engine in models.engines.values():
            if not engine.info.english_only:
                engine.embed_queries([_TEXT])
        _ = snapshot.matcher
        models.read(_TEXT)
        self.done = True
