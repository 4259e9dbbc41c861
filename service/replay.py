"""What an answer rests on, so that it can be given again: catalogue, rulebook, models, seed, day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SEED = 0  # every random choice of the program is seeded with it; the composer and the models use no other


@dataclass(frozen=True, slots=True)
class Replay:
    """Same values, same question, same answer. ``rulebook_version`` is "id version"."""

    catalogue_version: int
    rulebook_version: str
    models: tuple[str, ...]
    as_of: date
    seed: int = SEED

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "catalogue_version": self.catalogue_version,
            "rulebook_version": self.rulebook_version,
            "models": list(self.models),
            "as_of": self.as_of.isoformat(),
            "seed": self.seed,
        }
