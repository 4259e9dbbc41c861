"""Carrying merges out and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph.errors import Conflict, NotFound
from graph.merged import survivor_of
from graph.model import Company
from ingest.identity.model import Merge


def apply(companies: Mapping[str, Company], merges: Iterable[Merge]) -> dict[str, Company]:
    """Companies with ``merged_into`` set as ``merges`` say; nothing else changes (see ``graph.merged``).

    Applying a merge that already holds changes nothing.

    Raises:
        NotFound: a merge names a company that is not there.
        Conflict: a company was already merged into another, or the merge would close a circle.
    """
    result = dict(companies)
    for merge in merges:
        for key in (merge.into, merge.merged):
            if key not in result:
                raise NotFound(f"There is no company {key!r}.", "Check the id.")
        into = survivor_of(merge.into, result)
        present = result[merge.merged].merged_into
        if into == merge.merged or merge.into == merge.merged:
            raise Conflict(f"{merge.merged!r} cannot be merged into itself.", "Name two companies.")
        if present is not None and survivor_of(merge.merged, result) != into:
            raise Conflict(
                f"{merge.merged!r} is already merged into {present!r}.", f"Split it first, or merge {present!r}."
            )
        if present is None:
            result[merge.merged] = replace(result[merge.merged], merged_into=merge.into)
    return result


def undo(companies: Mapping[str, Company], merged: str) -> dict[str, Company]:
    """Companies with the merge of ``merged`` taken back: both are again exactly what their sources say.

    Raises:
        NotFound: there is no such company.
        Conflict: it is not merged into another.
    """
    company = companies.get(merged)
    if company is None:
        raise NotFound(f"There is no company {merged!r}.", "Check the id.")
    if company.merged_into is None:
        raise Conflict(f"{merged!r} is not merged into another company.", "Name the one that gave way.")
    return {**companies, merged: replace(company, merged_into=None)}
