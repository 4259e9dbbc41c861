"""What a reader is told besides the file: its source, the limits, and how to place a service in a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.model import Layer, Source, SourceRef
from ingest.limits import Limits

Hints = Mapping[str, Sequence[str]]
LayerOf = Callable[[str, Hints], tuple[Layer, str]]


def plain_layer_of(text: str, hints: Hints) -> tuple[Layer, str]:
    """The layer of a cloud service by its service model alone: infrastructure and platforms A, software E.

    A fallback for callers without a capability vocabulary: Executive Order 14320 lists "cloud services" under
    hardware and infrastructure, and software for a use under applications.
    """
    del text
    models = [model for model in hints.get("service_model", ()) if model in {"IaaS", "PaaS"}]
    if models:
        return Layer.A, f"service model {' and '.join(models)}: a cloud service"
    return Layer.E, "software as a service"


@dataclass(frozen=True, slots=True)
class ReadContext:
    """``state_dir`` keeps what a reader must remember between files (OCDS amendments); None: nothing is remembered.

    ``retry``: single records out of a quarantine are read, without the rest of their file.
    """

    source: Source
    limits: Limits = field(default_factory=Limits)
    layer_of: LayerOf = plain_layer_of
    state_dir: Path | None = None
    retry: bool = False

    def ref(self, locator: str) -> SourceRef:
        return SourceRef(self.source.id, locator)
