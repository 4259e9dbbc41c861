"""The screening port over the graph: domain values to rows and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from graph.model import Company
from graph.model.screening import ScreenedParty, ScreeningList
from graph.screening_store import GraphScreening
from matching.rules.screening.outcome import Hit, Judgement, JudgementKey, ScreeningResult, Verdict


@lru_cache(maxsize=1)
def _results() -> TypeAdapter[ScreeningResult]:
    return TypeAdapter(ScreeningResult)


class GraphScreeningStore:
    """Implements ``service.screening.ScreeningStore``; lists, parties and companies are read by the given functions
    (``read_parties`` gives the entries of all lists)."""

    def __init__(
        self,
        graph: GraphScreening,
        read_companies: Callable[[], Mapping[str, Company]],
        read_lists: Callable[[], Sequence[ScreeningList]],
        read_parties: Callable[[], Sequence[ScreenedParty]],
    ) -> None:
        self._graph = graph
        self._read_companies = read_companies
        self._read_lists = read_lists
        self._read_parties = read_parties

    def companies(self) -> Mapping[str, Company]:
        return self._read_companies()

    def lists(self) -> Sequence[ScreeningList]:
        return self._read_lists()

    def parties(self, list_id: str | None = None) -> Sequence[ScreenedParty]:
        return [p for p in self._read_parties() if list_id is None or p.list_id == list_id]

    def judgements(self) -> Mapping[JudgementKey, Judgement]:
        """The latest judgement for each key."""
        found: dict[JudgementKey, Judgement] = {}
        for row in self._graph.judgements():
            key = JudgementKey(row["party"], row["list_id"], row["entry"], row["names"])
            found[key] = Judgement(key, Verdict(row["verdict"]), row["by"], row["at"], row["why"])
        return found

    def results(self) -> Mapping[str, ScreeningResult]:
        read = [_results().validate_json(payload) for payload in self._graph.payloads()]
        return {result.subject: result for result in read}

    def save_results(self, results: Sequence[ScreeningResult]) -> None:
        rows = [
            {"subject": r.subject, "outcome": r.outcome.value, "payload": _results().dump_json(r).decode()}
            for r in results
        ]
        self._graph.save_results(rows, [_hit_row(r.subject, hit) for r in results for hit in r.hits])

    def save_judgement(self, judgement: Judgement) -> None:
        key = judgement.key
        self._graph.save_judgement(
            {
                "id": f"{key.party}|{key.list_id}|{key.entry}|{key.names}|{judgement.at}",
                "party": key.party,
                "list_id": key.list_id,
                "entry": key.entry,
                "names": key.names,
                "verdict": judgement.verdict.value,
                "by": judgement.by,
                "at": judgement.at,
                "why": judgement.why,
            }
        )


def _hit_row(subject: str, hit: Hit) -> dict[str, Any]:
    judged = hit.judgement
    return {
        "subject": subject,
        "party": hit.party,
        "score": hit.score,
        "outcome": hit.outcome.value,
        "name": hit.name,
        "listed_name": hit.listed_name,
        "judgement": judged.verdict.value if judged else None,
        "by": judged.by if judged else None,
        "at": judged.at if judged else None,
        "why": judged.why if judged else None,
    }
