"""Whether what a product states of its size meets a quantity that the buyer names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matching.needs.model import Constraint

_STATED: dict[str, re.Pattern[str]] = {
    "GPU": re.compile(r"\b(\d{1,5}) ?x (?:NVIDIA|AMD|Intel|Tesla|GPU|H\d00|A\d00|L4|MI\d)", re.IGNORECASE),
    "accelerators": re.compile(r"\b(\d{1,5}) ?x (?!N/A)[A-Z]", re.IGNORECASE),
    "GB": re.compile(r"\b(\d{1,6}(?:\.\d+)?) ?GB\b", re.IGNORECASE),
    "TB": re.compile(r"\b(\d{1,6}(?:\.\d+)?) ?TB\b", re.IGNORECASE),
    "PB": re.compile(r"\b(\d{1,6}(?:\.\d+)?) ?PB\b", re.IGNORECASE),
    "Gbps": re.compile(r"\b(\d{1,6}(?:\.\d+)?) ?(?:Gbps|Gbit/s)\b", re.IGNORECASE),
}
# Units that are bought by the piece: any number of the product can be ordered, so one unit scales to the whole.
_COUNTED = frozenset({"GPU", "accelerators"})


def judge_capacity(asked: Sequence[Constraint], text: str) -> tuple[float | None, str, str]:
    """Score (None: the product states no such size), detail, what is offered.

    For units bought by the piece the detail says how many pieces make up the quantity, and the score is 1.
    """
    for quantity in asked:
        pattern = _STATED.get(quantity.unit)
        sizes = [float(value) for value in pattern.findall(text)] if pattern is not None else []
        if not sizes or quantity.amount is None or max(sizes) <= 0:
            continue
        largest = max(sizes)
        offered = f"{largest:g} {quantity.unit} each"
        if quantity.unit in _COUNTED:
            pieces = -(-quantity.amount // largest)
            return 1.0, f"{pieces:g} of them make {quantity.value}", offered
        share = min(1.0, largest / quantity.amount)
        return round(share, 3), f"{share:.0%} of {quantity.value}", offered
    return None, "the product states no such size", "not known"
