"""Finding capabilities in a text by their labels, in any language of the vocabulary, with the words that show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from matching.capabilities.vocabulary import Vocabulary
from matching.capabilities.words import MIN_STEM, Word, fold, is_unspaced, same_word, telling_words

PREFERRED, SYNONYM, EXAMPLE = 0.95, 0.9, 0.8  # trust in a hit by kind of label: an example may be named in passing
SHORT_FORM = 4  # an all-capitals label up to this long is an abbreviation: its case must agree ("IT" is not "it")
JOINED_MIN = 7  # letters from which a hyphenated label is also looked for as one word; a shorter one may be any word
MIN_UNSPACED = 2  # shortest label, in characters, that is looked for inside unspaced script
CONFIDENCE_FLOOR = 0.5  # below this a hit is more noise than evidence
REMEMBERED = 4_096  # texts whose tags are kept: an ingest and the search after it read the same products; a few MB


@dataclass(frozen=True, slots=True)
class Tag:
    """``capability`` was found at ``span`` (start, end) as ``evidence``; ``confidence`` is in (0, 1]."""

    capability: str
    confidence: float
    evidence: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _End:
    """A label's end. ``spelled``: an abbreviation, to be written so; ``name``: a proper name, never inflected."""

    capability: str
    trust: float
    spelled: str | None
    name: bool

    def accepts(self, seen: str, sure: float) -> bool:
        if self.spelled is not None:
            return seen == self.spelled
        return not self.name or (sure >= 1.0 and seen != seen.lower())


@dataclass(slots=True)
class _Node:
    """A step in the word tree; ``ends`` holds the labels that end here."""

    next: dict[str, _Node] = field(default_factory=dict)
    ends: list[_End] = field(default_factory=list)


@dataclass(slots=True)
class _Tree:
    root: _Node = field(default_factory=_Node)
    by_stem: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unspaced: list[tuple[str, str, float]] = field(default_factory=list)
    known: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    def forms(self, seen: str) -> tuple[tuple[str, float], ...]:
        """Label words that ``seen`` may be a form of, with how surely."""
        found = self.known.get(seen)
        if found is None:
            near = self.by_stem.get(seen[:MIN_STEM], set()) | self.by_stem.get(seen[:2], set())
            pairs = ((word, same_word(word, seen)) for word in near)
            found = tuple((word, how) for word, how in pairs if how > 0)
            self.known[seen] = found
        return found


class Tagger:
    """Tags texts with the capabilities of one vocabulary. Word trees are built per language, on first use."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._trees: dict[str, _Tree] = {}
        self._tags = lru_cache(REMEMBERED)(self._read)

    @property
    def vocabulary(self) -> Vocabulary:
        return self._vocabulary

    def tags(self, text: str, languages: Iterable[str] = ("en",)) -> tuple[Tag, ...]:
        """Every capability whose label (or example) stands in ``text``, in text order, longest hits only.

        ``languages``: ISO 639-1 codes to read the text in; English is always read too, since technical English is
        written everywhere. One tag a capability and place; a hit inside a longer hit is dropped.
        """
        return self._tags(text, tuple(dict.fromkeys([*self._with_variants(languages), "en"])))

    def _read(self, text: str, languages: tuple[str, ...]) -> tuple[Tag, ...]:
        seen = telling_words(text)
        found: list[Tag] = []
        folded = fold(text) if is_unspaced(text) else ""
        for language in languages:
            tree = self._tree(language)
            found.extend(_spaced(text, seen, tree))
            if folded and len(folded) == len(text):
                found.extend(_inside(text, folded, tree))
        return _longest(found)

    def _with_variants(self, languages: Iterable[str]) -> list[str]:
        return sorted(
            k for k in self._known_languages for language in languages if k.split("-")[0] == language.split("-")[0]
        )

    @cached_property
    def _known_languages(self) -> frozenset[str]:
        return frozenset(language for term in self._vocabulary.capabilities.values() for language in term.labels)

    def _tree(self, language: str) -> _Tree:
        tree = self._trees.get(language)
        if tree is None:
            tree = self._build(language)
            self._trees[language] = tree
        return tree

    def _build(self, language: str) -> _Tree:
        tree = _Tree()
        for term in self._vocabulary.capabilities.values():
            labels = term.labels.get(language, ())
            for place, label in enumerate(labels):
                for form in _spellings(label):
                    _add(tree, form, term.id, PREFERRED if place == 0 else SYNONYM)
            if language == "en":
                for label in term.examples:
                    _add(tree, label, term.id, EXAMPLE, name=label != label.lower())
        return tree


def _spellings(label: str) -> tuple[str, ...]:
    """As it stands, and where it is one hyphenated word also written as one ("Cloud-Speicher", "Cloudspeicher")."""
    joined = label.replace("-", "")
    return (label, joined) if "-" in label and " " not in label and len(joined) >= JOINED_MIN else (label,)


def _add(tree: _Tree, label: str, capability: str, trust: float, *, name: bool = False) -> None:
    if is_unspaced(label):
        if len(label) >= MIN_UNSPACED:
            tree.unspaced.append((fold(label), capability, trust))
        return
    node = tree.root
    for word in telling_words(label):
        tree.by_stem[word.form[: MIN_STEM if len(word.form) >= MIN_STEM else 2]].add(word.form)
        node = node.next.setdefault(word.form, _Node())
    spelled = label if label.isupper() and len(label) <= SHORT_FORM else None
    if node is not tree.root and all(end.capability != capability for end in node.ends):
        node.ends.append(_End(capability, trust, spelled, name))


def _spaced(text: str, seen: list[Word], tree: _Tree) -> list[Tag]:
    """Walk the tree from every word; a step's certainty multiplies the label's trust."""
    found: list[Tag] = []
    for first in range(len(seen)):
        paths = [(tree.root, 1.0)]
        for last in range(first, len(seen)):
            paths = [
                (child, sure * how)
                for node, sure in paths
                for form, how in tree.forms(seen[last].form)
                if (child := node.next.get(form)) is not None
            ]
            if not paths:
                break
            start, end = seen[first].start, seen[last].end
            for node, sure in paths:
                for label in node.ends:
                    trust = sure * label.trust
                    if trust >= CONFIDENCE_FLOOR and label.accepts(text[start:end], sure):
                        found.append(Tag(label.capability, round(trust, 3), text[start:end], (start, end)))
    return found


def _inside(text: str, folded: str, tree: _Tree) -> list[Tag]:
    found: list[Tag] = []
    for label, capability, trust in tree.unspaced:
        place = folded.find(label)
        while place >= 0:
            end = place + len(label)
            found.append(Tag(capability, trust, text[place:end], (place, end)))
            place = folded.find(label, end)
    return found


def _longest(found: list[Tag]) -> tuple[Tag, ...]:
    """Drop hits that lie inside a longer hit, and doubles of one capability at one place."""
    best: dict[tuple[str, tuple[int, int]], Tag] = {}
    for tag in found:
        key = (tag.capability, tag.span)
        if key not in best or best[key].confidence < tag.confidence:
            best[key] = tag
    ordered = sorted(best.values(), key=lambda t: (t.span[0], -t.span[1], -t.confidence, t.capability))
    kept: list[Tag] = []
    widest_end, widest_start = -1, -1
    for tag in ordered:
        inside = tag.span[1] <= widest_end and (tag.span[0], tag.span[1]) != (widest_start, widest_end)
        if inside:
            continue
        kept.append(tag)
        if tag.span[1] > widest_end:
            widest_start, widest_end = tag.span
    return tuple(kept)
