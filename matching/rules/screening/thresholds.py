"""Where a score becomes a hit. Chosen by cross-validation on the labelled pairs; docs/screening.md says how."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores in [0, 1]: at ``match`` and above two names are taken for one (POTENTIAL_MATCH in screening), at
    ``review`` and above a person should look. ``weak`` is the bar for an alias that the list itself calls weak."""

    match: float
    review: float
    weak: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.review <= self.match <= self.weak <= 1.0:
            raise ValueError(f"thresholds must rise from review to match to weak within [0, 1]: {self}")


# match: the middle of the thresholds that maximise F1 on the folds of `python -m bench.names` (it prints them).
# review: low enough that no organisation pair labelled as one and as at least medium evidence was dropped unseen but
# for short acronyms; weak: a weak alias ("Farid") only counts when it is the whole name, spelt the same.
DEFAULT_THRESHOLDS = Thresholds(match=0.67, review=0.5, weak=0.9)
