"""The identity port over the graph: domain values to rows and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.identity_store import GraphIdentity
from graph.model import Company
from ingest.identity.model import Decided, Decision, Doubt, Merge, MergeRecord, Review, Rule


class GraphIdentityStore:
    """Implements ``service.identity.IdentityStore``. ``read_companies`` gives all companies as stored, not folded."""

    def __init__(self, graph: GraphIdentity, read_companies: Callable[[], Mapping[str, Company]]) -> None:
        self._graph = graph
        self._read_companies = read_companies

    def companies(self) -> Mapping[str, Company]:
        return self._read_companies()

    def decisions(self) -> Sequence[Decided]:
        return [
            Decided(r["left"], r["right"], Decision(r["decision"]), r["by"], r["at"], r["why"])
            for r in self._graph.decisions()
        ]

    def reviews(self) -> Sequence[Review]:
        return [
            Review(
                r["left"],
                r["right"],
                Doubt(r["doubt"]),
                (r["left_value"], r["right_value"]),
                r["score"],
                r["why"],
                (r["left_facts"], r["right_facts"]),
            )
            for r in self._graph.reviews()
        ]

    def merges(self) -> Sequence[MergeRecord]:
        return [_record(row) for row in self._graph.merges()]

    def save_found(self, records: Sequence[MergeRecord], reviews: Sequence[Review]) -> None:
        self._graph.save_found([merge_row(r) for r in records], [review_row(r) for r in reviews])

    def save_decision(self, decided: Decided, record: MergeRecord | None) -> None:
        pairs = {_pair(decided.left, decided.right)}
        if record is not None:
            pairs.add(_pair(record.merge.into, record.merge.merged))
        self._graph.save_decision(decision_row(decided), None if record is None else merge_row(record), sorted(pairs))

    def save_split(self, record: MergeRecord, decided: Decided) -> None:
        self._graph.save_split(merge_row(record), decision_row(decided))


def _pair(left: str, right: str) -> str:
    return "|".join(sorted((left, right)))


def merge_row(record: MergeRecord) -> dict[str, Any]:
    """``id`` is that of the pair and the moment: undoing updates the record, merging again later makes another."""
    merge = record.merge
    return {
        "id": f"{merge.merged}|{merge.into}|{record.at}",
        "into": merge.into,
        "merged": merge.merged,
        "rule": merge.rule.value,
        "into_value": merge.values[0],
        "merged_value": merge.values[1],
        "score": merge.score,
        "why": merge.why,
        "by": record.by,
        "at": record.at,
        "undone_by": record.undone_by,
        "undone_at": record.undone_at,
        "undone_why": record.undone_why,
    }


def _record(r: dict[str, Any]) -> MergeRecord:
    merge = Merge(r["into"], r["merged"], Rule(r["rule"]), (r["into_value"], r["merged_value"]), r["score"], r["why"])
    return MergeRecord(merge, r["by"], r["at"], r["undone_by"], r["undone_at"], r["undone_why"])


def review_row(review: Review) -> dict[str, Any]:
    return {
        "id": review.id,
        "left": review.left,
        "right": review.right,
        "doubt": review.doubt.value,
        "left_value": review.values[0],
        "right_value": review.values[1],
        "score": review.score,
        "why": review.why,
        "left_facts": review.facts[0],
        "right_facts": review.facts[1],
    }


def decision_row(decided: Decided) -> dict[str, Any]:
    return {
        "id": f"{_pair(decided.left, decided.right)}|{decided.at}",
        "left": decided.left,
        "right": decided.right,
        "decision": decided.decision.value,
        "by": decided.by,
        "at": decided.at,
        "why": decided.why,
    }
