"""Why a product is not in the list: the filter that removed it, or the criteria by which others come before it."""

from __future__ import annotations

from dataclasses import dataclass

from matching.fit.criteria import CriterionScore
from matching.search.filters import Removal

CLOSE = 0.05  # two scores of a criterion nearer than this say nothing about who comes first


@dataclass(frozen=True, slots=True)
class Behind:
    """A criterion by which the product falls behind the last product shown. ``theirs`` belongs to that product."""

    criterion: str
    own: CriterionScore
    theirs: float
    change: str


@dataclass(frozen=True, slots=True)
class WhyNot:
    """``removed``: filters that take the product out; then ``place`` is None and nothing else was judged.

    ``place``: 1 for the best of the ``passed`` products that passed the filters. ``shown``: how many were asked for.
    ``unlike``: the product came so late in the first round of the search that it was not judged closely; ``fit`` is
    then what it would have had. ``behind``: criteria by which it falls behind the last product shown.
    """

    product_id: str
    removed: tuple[Removal, ...]
    place: int | None
    passed: int
    shown: int
    unlike: bool
    fit: float | None
    behind: tuple[Behind, ...]
    sentences: tuple[str, ...]

    @property
    def listed(self) -> bool:
        """Whether the product is in the list after all."""
        return self.place is not None and self.place <= self.shown and not self.unlike


_CHANGES = {
    "capability": "The company describes the capability in the product's text, if the product has it.",
    "layer": "The requirement is placed at the product's layer, or the product's layer is corrected.",
    "sector": "The company states that the product serves the sector.",
    "language": "The product is offered, and stated, in the language asked for.",
    "certification": "The product gets (and states) the certification.",
    "deployment": "The product is offered in the form of deployment asked for.",
    "capacity": "A larger configuration is offered, or several units are combined.",
    "market": "The company states that the product is available in the market.",
    "proven use": "An award or reference in the market or sector becomes known.",
    "interoperability": "The company states that the product works with what the buyer has.",
}


def behind(own: tuple[CriterionScore, ...], theirs: tuple[CriterionScore, ...]) -> tuple[Behind, ...]:
    """Criteria where ``theirs`` is clearly higher, or where the product itself does not say anything."""
    other = {c.name: c for c in theirs}
    found = []
    for mine in own:
        their = other.get(mine.name)
        if their is None or their.score is None:
            continue
        if mine.score is None or mine.score < their.score - CLOSE:
            found.append(Behind(mine.name, mine, their.score, _CHANGES.get(mine.name, "")))
    return tuple(found)


def sentences(
    name: str, removed: tuple[Removal, ...], place: int | None, shown: int, unlike: bool, gaps: tuple[Behind, ...]
) -> tuple[str, ...]:
    """The answer in words, most decisive first."""
    if removed:
        return tuple(
            f"{name} was removed by the filter “{r.filter}”: asked {r.asked}, the product has {r.offered}. {r.change}"
            for r in removed
        )
    if place is not None and place <= shown and not unlike:
        return (f"{name} is in the list, at place {place}.",)
    said = [f"{name} passes every filter and comes at place {place}; {shown} were shown."]
    if unlike:
        said.append("Its words and meaning are so far from the requirement that it was not judged closely.")
    said += [f"By {gap.criterion} it falls behind: {gap.own.detail}. {gap.change}" for gap in gaps]
    if len(said) == 1:
        said.append("No single criterion decides: the products before it are likelier by their text as a whole.")
    return tuple(said)
