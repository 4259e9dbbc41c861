"""What jobs do: each kind of job with its function over the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.fresh import ServedAlliedstack
    from service.jobs import Work


def works(app: ServedAlliedstack) -> Mapping[str, Work]:
    """Kind of job to its function."""
    del app
    return {}
