"""Cutting a text into the pieces that can each be a requirement: sentences and list items, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from matching.capabilities.words import is_unspaced
from matching.needs.joining import and_sign

SHORTEST = 25  # a piece with fewer characters is a heading or a fragment and goes with its neighbour
SHORTEST_CLAUSE = 12  # letters below which a clause is a word in a list, too little to be read by itself
LONGEST = 500  # a piece beyond this is cut at the next comma or blank: the models read about 512 tokens

_END = re.compile(r"[.!?…]+[\"'”»)]*(?=\s|$)|[。！？।॥؟]+|\n\s*|(?<=\s)[-•*–▪·](?=\s)|;\s")
_CLAUSE = re.compile(r"[,;:()،؛、—–]\s*|\s-\s")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|z\.\s?B|d\.\s?h|u\.\s?a|bzw|ca|Nr|Abs|Art|No|n°|p\.\s?ex|etc|approx|incl|min|max|vs|St|Dr)\.|\b\w\.|\d\.)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    span: tuple[int, int]


def pieces(text: str) -> list[Piece]:
    """The pieces in order; together they hold every non-blank character of ``text``."""
    cuts = [0]
    for match in _END.finditer(text):
        before = text[max(0, match.end() - 12) : match.end()]
        if match.group().startswith(".") and _ABBREVIATION.search(before) and match.end() < len(text.rstrip()):
            continue
        cuts.append(match.end())
    cuts.append(len(text))
    spans = [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]
    return [_piece(text, a, b) for span in _merge(text, spans) for a, b in _split_long(text, *span)]


def clauses(piece: str, joined_in: str = "") -> list[str]:
    """The parts of a piece between commas and the like, when there are several that say something by themselves.

    "Calls, messages and recordings in one place" asks for several things; each is read on its own as well.
    ``joined_in``: the language at whose "and" it is cut, too ("": at none).
    """
    parts = [part.strip() for part in _CLAUSE.split(piece)]
    if joined_in:
        parts = [part.strip() for whole in parts for part in and_sign(joined_in).split(whole)]
    telling = [
        part for part in parts if sum(c.isalpha() for c in part) >= (4 if is_unspaced(part) else SHORTEST_CLAUSE)
    ]
    return telling if len(telling) > 1 else []


def _piece(text: str, start: int, end: int) -> Piece:
    raw = text[start:end]
    left = len(raw) - len(raw.lstrip())
    stripped = raw.strip()
    return Piece(" ".join(stripped.split()), (start + left, start + left + len(stripped)))


def _merge(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A short piece joins the one after it; a short last piece the one before."""
    merged: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in spans:
        begin = start if waiting is None else waiting
        if len(text[begin:end].strip()) < SHORTEST:
            waiting = begin
            continue
        merged.append((begin, end))
        waiting = None
    if waiting is not None:
        if merged:
            merged[-1] = (merged[-1][0], spans[-1][1])
        else:
            merged.append((waiting, spans[-1][1]))
    return merged


def _split_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        cut = max(window.rfind(", "), window.rfind("、"), window.rfind("،"))
        if cut < LONGEST // 3:
            cut = window.rfind(" ")
        cut = cut + 1 if cut >= LONGEST // 3 else LONGEST
        parts.append((start, start + cut))
        start += cut
    if text[start:end].strip():
        parts.append((start, end))
    return parts
