"""``alliedstack bench codes``: how well the search legs find a text's official code, on data that nobody tuned to.

Two public classifications: TED notices in many languages against the names of the CPV, and entries of the NAICS index
against its codes. Both say how good words, meaning and their mix are as such, apart from this program's vocabulary.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.errors import NotFound
from matching.search.embedder import E5_SMALL, MINILM
from matching.search.fusion import fuse
from matching.search.lexical import build_lexical_index, terms
from service.models import MatchingModels

NOTICES = 300  # sampled evenly; more narrows the interval little and embeds for minutes
PHRASES = 300
TEXT_CHARS = 1000  # of a notice: title and beginning of its description; the rest repeats or tells of procedure
ENTRIES = 12  # index entries that stand for a NAICS code: as much as the models read without being cut
LEAST_ENTRIES = 3  # a code with fewer has nothing left once one is held out
CUT = 10
GROUP = 3  # digits of a CPV group
MIXES: Mapping[str, Mapping[str, float]] = {
    "0.7 e5 + 0.3 BM25": {"e5": 0.7, "words": 0.3},
    "0.35 MiniLM + 0.35 e5 + 0.3 BM25": {"minilm": 0.35, "e5": 0.35, "words": 0.3},
}
NAMES = {"tfidf": "TF-IDF of characters", "words": "BM25", "minilm": "MiniLM", "e5": "multilingual-e5-small"}

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CodeFigure:
    """Shares of the texts whose own code, or one of its group, is among the first ten; ``ndcg`` for the own code."""

    exact: float
    group: float
    ndcg: float
    texts: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A text with its code. ``language``: a column of the names, "en" where there is no such column."""

    text: str
    code: str
    language: str


def evenly(items: Sequence[Asked], count: int) -> list[Asked]:
    """``count`` items at even distances: the same sample each time, from all over the file."""
    if len(items) <= count:
        return list(items)
    return [items[place * len(items) // count] for place in range(count)]


def read_cpv_names(file: Path) -> tuple[list[str], dict[str, list[str]]]:
    """Codes, and language -> names in the order of the codes; the English name where a language has none."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    languages = [column for column in rows[0] if column != "code"]
    names = {language: [row[language] or row["en"] for row in rows] for language in languages}
    return [row["code"] for row in rows], names


def read_notices(file: Path, codes: Sequence[str], languages: Sequence[str]) -> list[Asked]:
    """Notices whose main code is among ``codes``."""
    known = set(codes)
    found = []
    for record in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        text = f"{record['title']}. {record['desc']}"[:TEXT_CHARS].strip()
        if record["cpv"] in known and len(text) > 2:
            language = record["lang"].lower()
            found.append(Asked(text, record["cpv"], language if language in languages else "en"))
    return found


def read_naics(file: Path) -> tuple[list[str], list[str], list[Asked]]:
    """Codes, the text of each, and one index entry of each that is not in its text."""
    entries: dict[str, list[str]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            entries[row["naics6"]].append(row["index_entry"])
    codes, texts, asked = [], [], []
    for code, held in sorted(entries.items()):
        out = len(held) // 2 if len(held) >= LEAST_ENTRIES else None  # entries are sorted: the middle is any
        kept = [entry for place, entry in enumerate(held) if place != out]
        codes.append(code)
        texts.append("; ".join(kept[:: max(1, -(-len(kept) // ENTRIES))]))
        if out is not None and held[out] not in kept:
            asked.append(Asked(held[out], code, "en"))
    return codes, texts, asked


def legs(models: MatchingModels, asked: Sequence[Asked], names: Mapping[str, Sequence[str]]) -> dict[str, Scores]:
    """Leg -> scores, shape (texts, codes). Words are compared in the text's own language, meaning with English."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [one.text for one in asked]
    found = {leg: np.zeros((len(asked), len(names["en"])), dtype=np.float32) for leg in ("tfidf", "words")}
    for language in sorted({one.language for one in asked}):
        rows = [row for row, one in enumerate(asked) if one.language == language]
        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        matrix = vectorizer.fit_transform(names[language])
        spoken = vectorizer.transform([texts[row] for row in rows])
        found["tfidf"][rows] = np.asarray((spoken @ matrix.T).todense(), dtype=np.float32)
        index = build_lexical_index(names[language])
        for row in rows:
            found["words"][row] = index.scores(dict.fromkeys(terms(texts[row]), 1.0))
    for leg, model in (("minilm", MINILM.id), ("e5", E5_SMALL.id)):
        embedder = models.embedders[model]
        found[leg] = embedder.embed_queries(texts) @ embedder.embed_passages(names["en"]).T
    return found


def figure(scores: Scores, asked: Sequence[Asked], codes: Sequence[str]) -> CodeFigure:
    """``scores``: shape (texts, codes). Codes that score alike stand in their own order; zero is no answer."""
    exact = group = gain = 0.0
    for one, row in zip(asked, scores, strict=True):
        order = [place for place in np.argsort(-row, kind="stable")[:CUT] if row[place] > 0]
        first = [codes[place] for place in order]
        if one.code in first:
            exact += 1
            gain += 1 / np.log2(first.index(one.code) + 2)
        group += any(code[:GROUP] == one.code[:GROUP] for code in first)
    n = max(len(asked), 1)
    return CodeFigure(exact / n, group / n, gain / n, len(asked))


def systems(
    models: MatchingModels, asked: Sequence[Asked], codes: Sequence[str], names: Mapping[str, Sequence[str]]
) -> dict[str, CodeFigure]:
    """Every leg and mix on the same texts."""
    spoken = legs(models, asked, names)
    found = {NAMES[leg]: figure(scores, asked, codes) for leg, scores in spoken.items()}
    for name, weights in MIXES.items():
        mixed = [fuse({leg: spoken[leg][row] for leg in weights}, weights) for row in range(len(asked))]
        found[name] = figure(np.stack(mixed), asked, codes)
    return found


def report(models: MatchingModels, data: Path) -> str:
    """Both tables in Markdown.

    Raises:
        NotFound: ``data`` lacks one of the files.
    """
    cpv, ted = data / "cpv" / "cpv_labels_24_languages.tsv.gz", data / "ted_real" / "ted_all_cpv_labelled.jsonl"
    naics = data / "naics" / "naics2012_index_labelled.csv"
    for file in (cpv, ted, naics):
        if not file.is_file():
            raise NotFound(f"{file} is not there.", "Name the folder with the folders cpv, ted_real and naics.")
    codes, names = read_cpv_names(cpv)
    notices = evenly(read_notices(ted, codes, list(names)), NOTICES)
    six, texts, phrases = read_naics(naics)
    return "\n".join(
        [
            f"{len(notices)} TED notices in {len({one.language for one in notices})} languages -> "
            f"{len(codes):,} CPV codes",
            *_table(systems(models, notices, codes, names), "3-digit group hit@10"),
            "",
            f"{min(len(phrases), PHRASES)} NAICS index entries -> {len(six):,} codes (the entry itself left out)",
            *_table(systems(models, evenly(phrases, PHRASES), six, {"en": texts}), "3-digit subsector hit@10"),
        ]
    )


def _table(found: Mapping[str, CodeFigure], group: str) -> list[str]:
    lines = ["", f"| system | exact hit@10 | {group} | nDCG@10 |", "|---|---|---|---|"]
    return lines + [f"| {name} | {one.exact:.3f} | {one.group:.3f} | {one.ndcg:.3f} |" for name, one in found.items()]
