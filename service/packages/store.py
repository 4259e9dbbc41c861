"""The port behind which packages are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from graph.model.package import Package


class PackageStore(Protocol):
    """Each ``save`` is one transaction."""

    def get(self, package_id: str) -> Package | None: ...

    def save(self, package: Package, expected_version: int) -> Package:
        """Write it when the stored version is ``expected_version`` (0: it must not exist); the package as stored.

        Raises:
            Conflict: somebody changed it in between. NotFound: it names a company or product that is not there.
        """
        ...

    def all(self) -> Sequence[Package]:
        """Every package, by id."""
        ...
