"""What may happen to a package, as data: from which status to which, and who may do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from graph.errors import BadInput, Conflict
from graph.model.package import Decision, Package, PackageEvent, PackageStatus

S = PackageStatus


class Step(StrEnum):
    """A step in a package's life."""

    PROPOSE = "propose"
    TAKE_UP = "take_up"
    DECIDE = "decide"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class _Move:
    sources: frozenset[PackageStatus]
    target: PackageStatus | None  # None: the decision says which


# The call names no order of steps (certainty U): this is the least that keeps a record honest, and decides nothing.
_MOVES: Mapping[Step, _Move] = {
    Step.PROPOSE: _Move(frozenset({S.DRAFT}), S.PROPOSED),
    Step.TAKE_UP: _Move(frozenset({S.PROPOSED}), S.UNDER_REVIEW),
    Step.DECIDE: _Move(frozenset({S.PROPOSED, S.UNDER_REVIEW}), None),
    Step.WITHDRAW: _Move(frozenset({S.DRAFT, S.PROPOSED, S.UNDER_REVIEW, S.DESIGNATED}), S.WITHDRAWN),
    Step.EXPIRE: _Move(frozenset({S.DESIGNATED, S.PROPOSED, S.UNDER_REVIEW}), S.EXPIRED),
    Step.REOPEN: _Move(frozenset({S.WITHDRAWN, S.DECLINED, S.EXPIRED}), S.DRAFT),
}
LIVE = frozenset({S.DRAFT, S.PROPOSED, S.UNDER_REVIEW, S.DESIGNATED})
OFFERED = frozenset(
    {S.PROPOSED, S.UNDER_REVIEW, S.DESIGNATED}
)  # what a buyer's search shows, besides drafts on request


def steps_from(status: PackageStatus) -> tuple[Step, ...]:
    """The steps that a package of this status may take."""
    return tuple(step for step, move in _MOVES.items() if status in move.sources)


def take(package: Package, step: Step, who: str, at: str, why: str, decision: Decision | None = None) -> Package:
    """The package after the step, with the step in its history.

    Raises:
        Conflict: not from this status. BadInput: by whom or why is missing; a decision without offices or grounds, or
            one where none belongs; a proposal without members, product, or market.
    """
    move = _MOVES[step]
    if package.status not in move.sources:
        allowed = ", ".join(one.value for one in steps_from(package.status)) or "none"
        raise Conflict(f"A package that is {package.status.value} cannot {step.value}.", f"Possible: {allowed}.")
    if not who.strip() or not why.strip():
        raise BadInput("A step needs by whom and why.", "Give both.")
    if (step is Step.DECIDE) != (decision is not None):
        raise BadInput(f"{step.value}: a decision belongs to the step decide, and to no other.", "Correct the request.")
    if step is Step.PROPOSE:
        _need_whole(package)
    target = move.target
    if decision is not None:
        _need_grounds(decision)
        target = decision.status
    assert target is not None
    event = PackageEvent(at, who, step.value, why, target)
    changed = replace(package, status=target, history=(*package.history, event), updated_at=at)
    return replace(changed, decision=decision) if decision is not None else changed


def noted(package: Package, who: str, at: str, what: str, why: str = "") -> Package:
    """The package with an entry in its history that changes no status."""
    event = PackageEvent(at, who, what, why)
    return replace(package, history=(*package.history, event), updated_at=at)


def expired(package: Package, on: date) -> bool:
    """Whether its term has run out on that day."""
    return package.valid_to is not None and package.valid_to < on and package.status in LIVE


def _need_whole(package: Package) -> None:
    missing = [
        name
        for name, there in (
            ("members", package.members),
            ("products", package.products),
            ("markets", package.markets),
        )
        if len(there) == 0
    ]
    if missing:
        raise BadInput(f"The package has no {', no '.join(missing)}.", "Add them before it is proposed.")
    anchor = package.member(package.anchor)
    if anchor is None or anchor.left is not None:
        raise BadInput(f"The anchor {package.anchor!r} is no member.", "Name a member as the anchor.")


def _need_grounds(decision: Decision) -> None:
    if decision.status not in (S.DESIGNATED, S.DECLINED):
        raise BadInput(f"status: {decision.status.value} is no decision.", "One of: designated, declined.")
    if not decision.offices:
        raise BadInput("A decision names the offices that took it.", "Give at least one, as the document names it.")
    if not decision.grounds.strip():
        raise BadInput(
            "A decision states its grounds.", "Give them in the document's words, or say that none are stated."
        )
