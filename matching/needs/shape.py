"""From pieces of a text to requirements a buyer would count: lists taken apart, details joined to what they detail.

"Servers with GPUs, protection against attacks, and a way to join patient records" is three requirements in one
sentence; "the scan runs around the clock" after "we introduce attack surface management" is none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from graph.model import Layer
from matching.capabilities.vocabulary import Vocabulary
from matching.capabilities.words import is_joining, words
from matching.needs.clean import clean_text
from matching.needs.joining import and_sign, begins_anew
from matching.needs.model import Constraint, ConstraintKind, Need, NeededCapability, Needs

CLEAR = 0.45  # weight from which a capability is clearly asked for when a word of the text shows it
CLEAR_MEANT = 0.55  # the same when only the meaning does: without a word the reading is wrong more often
# The same of an item in a list, which stands there because the buyer counts it by itself.
CLEAR_ITEM = 0.3
CLEAR_ITEM_MEANT = 0.5
# Of all capabilities of one layer together: siblings share the odds of one meaning ("endpoint security", "antivirus").
CLEAR_TOGETHER = 0.6
ELSEWHERE = 0.5  # weight in all from which a vague sentence at other layers, or of another sector, is no detail
LIKELY = 0.25  # a layer this probable counts for whether two sentences are about the same
COVERED = 0.6  # share of a part's letters inside of constraints from which it says how, not what
_HOW = frozenset(ConstraintKind) - {ConstraintKind.COUNTRY, ConstraintKind.QUANTITY}
SAME_ENOUGH = 0.5  # share of the smaller requirement's weight in common from which two requirements are one
KEPT_CAPABILITIES = 8  # of a joined requirement; more blur it
_LIST_SIGN = re.compile(r"(?:,(?!\d)|[;،؛、，；])\s*|\s+[-–—•]\s+")  # no comma within a number
_SOON = 2  # words that may stand before the name of the second of two things: "and a modern, simple portal"
_SHORTEST = 8  # letters below which a list item is no requirement by itself

ReadPiece = Callable[[str, tuple[int, int], str], Need]  # text, place, language -> the requirement read from it alone


def shaped(needs: Needs, vocabulary: Vocabulary, read: ReadPiece) -> Needs:
    """The same text with requirements as a buyer would count them, numbered anew. Nothing asked for is lost: a joined
    requirement holds the capabilities of its parts, and its text and place cover them."""
    cleaned = replace(needs, text=clean_text(needs.text))  # as it was read, without markup; places are the same
    apart: list[tuple[Need, bool]] = []
    for need in needs.requirements:
        if _condition(need, needs.constraints):
            need = _only_words(need)  # kept as a constraint of the text
        items = _separated(need, cleaned, vocabulary, read)
        apart += [(item, len(items) > 1) for item in items]
    joined = _joined(apart, cleaned.text, vocabulary)
    return replace(needs, requirements=tuple(replace(need, id=f"r{n}") for n, need in enumerate(joined, start=1)))


def _condition(need: Need, constraints: Sequence[Constraint]) -> bool:
    """Whether a sentence only says how something must be (data stay in the country), not what is wanted: most of it, or
    every word that shows a capability, is part of a constraint that was read there."""
    inside = [one for one in constraints if need.span[0] <= one.span[0] and one.span[1] <= need.span[1]]
    how = [one.span for one in inside if one.kind in _HOW]
    if how and sum(b - a for a, b in how) >= COVERED * (need.span[1] - need.span[0]):
        return True
    words = [one.evidence.span for one in need.capabilities if one.evidence is not None]
    if not words or need.capabilities[0].evidence is None:  # the meaning says what is wanted: "..., as a cloud service"
        return False
    start = need.span[0]
    return bool(inside) and all(
        any(start + a < one.span[1] and one.span[0] < start + b for one in inside) for a, b in words
    )


def _only_words(need: Need) -> Need:
    """The sentence as a detail that asks for nothing by itself."""
    return replace(need, capabilities=(), layer=None, layers=(), weight=0.0)


def _separated(need: Need, needs: Needs, vocabulary: Vocabulary, read: ReadPiece) -> list[Need]:
    """The items of a list in one sentence, when at least two of them clearly ask for things of different kinds."""
    spans = list(_items(needs.text, need, needs.language, vocabulary))
    if len(spans) < 2:
        return [need]
    items = [read(" ".join(needs.text[a:b].split()), (a, b), needs.language) for a, b in spans]
    items = [_only_words(one) if _condition(one, needs.constraints) else one for one in items]
    groups: list[list[Need]] = []
    for item in items:
        leader = next((one for one in groups[-1] if _main(one, vocabulary, item=True)), None) if groups else None
        # Words before the first clear item belong to it, vague ones to the item before them.
        if groups and (
            _main(item, vocabulary, item=True) is None or leader is None or _related(leader, item, vocabulary)
        ):
            groups[-1].append(item)
        else:
            groups.append([item])
    if len(groups) < 2:
        return [need]
    return [replace(_join(group, needs.text), mandatory=need.mandatory) for group in groups]


def _items(text: str, need: Need, language: str, vocabulary: Vocabulary) -> Iterable[tuple[int, int]]:
    """Places of the parts between list signs; a part too short to ask for anything goes with the one before, unless
    its words name a thing. Where "and" joins two things that words name, they are parts, too."""
    start, end = need.span
    cuts = {start + sign.end(): start + sign.end() for sign in _LIST_SIGN.finditer(text[start:end])}
    parting = {start + after: start + before for before, after in _parting(text[start:end], need, language, vocabulary)}
    begin = start
    for cut, until in sorted((cuts | parting | {end: end}).items()):
        if cut in parting or sum(c.isalpha() for c in text[begin:cut]) >= _SHORTEST or cut == end:
            if text[begin:until].strip():
                yield begin, until
            begin = cut


def _parting(sentence: str, need: Need, language: str, vocabulary: Vocabulary) -> Iterable[tuple[int, int]]:
    """Places of the signs between two things of different kinds, as the words of the whole sentence are understood.

    The second begins soon after the sign. The first ends right there, unless an article tells that a new thing begins:
    in "fraud detection for cards and payments" it does not end there, and what follows goes with the cards.
    """
    shown = [(one.evidence.span, one.capability) for one in need.capabilities if one.evidence is not None]
    for sign in (*_LIST_SIGN.finditer(sentence), *and_sign(language).finditer(sentence)):
        # In the need's text blanks are single.
        before, after = (len(" ".join(sentence[:at].split())) for at in (sign.start(), sign.end()))
        near = max((end for (_, end), _ in shown if end <= before), default=before)
        ended = not _telling(need.text[near:before]) or begins_anew(language, sentence[sign.end() :])
        left = [one for (_, end), one in shown if end == near and ended]
        right = [one for (begin, _), one in shown if begin >= before and _telling(need.text[after:begin]) <= _SOON]
        inside = any(begin < before < end for (begin, end), _ in shown)  # "identity and access management"
        if left and right and not inside and not any(_akin(a, b, vocabulary) for a in left for b in right):
            yield sign.start(), sign.end()


def _telling(text: str) -> int:
    """How many words of it say something."""
    return sum(not is_joining(word.form) for word in words(text))


def _joined(needs: Sequence[tuple[Need, bool]], text: str, vocabulary: Vocabulary) -> list[Need]:
    """Details and repetitions go to the requirement before them that they belong to. True marks items of a list."""
    kept: list[Need] = []
    for need, item in needs:
        clear = _main(need, vocabulary, item=item) is not None
        same = next((n for n, one in enumerate(kept) if clear and _same(one, need, vocabulary)), None)
        if same is not None:
            kept[same] = _join([kept[same], need], text)
        elif kept and not clear and need.mandatory == kept[-1].mandatory and not _elsewhere(kept[-1], need):
            kept[-1] = _detail(kept[-1], need)
        else:
            kept.append(need)
    opening = len(kept) > 1 and not needs[0][1] and _main(kept[0], vocabulary) is None
    if opening and kept[0].mandatory == kept[1].mandatory and not _elsewhere(kept[1], kept[0]):
        kept = [_detail(kept[1], kept[0]), *kept[2:]]
    return kept


def _elsewhere(main: Need, vague: Need) -> bool:
    """Whether a sentence of which no single capability is clear still asks for something, and for something else."""
    if sum(one.weight for one in vague.capabilities) < ELSEWHERE:
        return False
    left, right = ({layer for layer, odds in one.layers if odds >= LIKELY} for one in (main, vague))
    other_sector = bool(main.sector and vague.sector and main.sector != vague.sector)
    return other_sector or not left & right


def _main(need: Need, vocabulary: Vocabulary, item: bool = False) -> NeededCapability | None:
    """What is clearly asked for; None when nothing is."""
    first = need.capabilities[0] if need.capabilities else None
    if first is None:
        return None
    said, meant = (CLEAR_ITEM, CLEAR_ITEM_MEANT) if item else (CLEAR, CLEAR_MEANT)
    layer = vocabulary[first.capability].layer
    together = sum(one.weight for one in need.capabilities if vocabulary[one.capability].layer is layer)
    floor = said if first.evidence is not None else meant
    return first if first.weight >= floor or together >= CLEAR_TOGETHER else None


def _related(one: Need, other: Need, vocabulary: Vocabulary) -> bool:
    """Whether the main capabilities are the same, or one is a kind of the other."""
    left, right = _main(one, vocabulary, item=True), _main(other, vocabulary, item=True)
    if left is None or right is None:
        return False
    return _akin(left.capability, right.capability, vocabulary)


def _akin(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Whether they are the same capability, or one is a kind of the other."""
    return one == other or one in vocabulary.broader_of(other) or other in vocabulary.broader_of(one)


def _same(one: Need, other: Need, vocabulary: Vocabulary) -> bool:
    if one.mandatory != other.mandatory:
        return False
    if _related(one, other, vocabulary):
        return True
    left = {c.capability: c.weight for c in one.capabilities}
    right = {c.capability: c.weight for c in other.capabilities}
    common = sum(min(left[key], right[key]) for key in left.keys() & right.keys())
    smaller = min(sum(left.values()), sum(right.values()))
    return smaller > 0 and common / smaller >= SAME_ENOUGH and one.layer == other.layer


def _join(parts: Sequence[Need], text: str) -> Need:
    """One requirement of several: capabilities with their highest weight, layers by the parts' weight."""
    best: dict[str, NeededCapability] = {}
    odds: dict[Layer, float] = {}
    total = sum(max(part.weight, 0.01) for part in parts)
    for part in parts:
        for one in part.capabilities:
            if one.capability not in best or best[one.capability].weight < one.weight:
                best[one.capability] = one
        for layer, chance in part.layers:
            odds[layer] = odds.get(layer, 0.0) + chance * max(part.weight, 0.01) / total
    first = max(parts, key=lambda part: part.weight)
    layers = tuple(sorted(((k, round(p, 3)) for k, p in odds.items()), key=lambda pair: (-pair[1], pair[0])))
    joined = _spanning(parts, text)
    return replace(
        joined,
        capabilities=tuple(sorted(best.values(), key=lambda c: (-c.weight, c.capability))[:KEPT_CAPABILITIES]),
        layers=layers,
        layer=first.layer,
        sector=next((part.sector for part in parts if part.sector), ""),
        weight=max(part.weight for part in parts),
    )


def _spanning(parts: Sequence[Need], text: str) -> Need:
    """The first part with the text and place of all, where they stand together; else with their texts in a row."""
    ordered = sorted(parts, key=lambda part: part.span)
    span = (ordered[0].span[0], ordered[-1].span[1])
    inside = " ".join(text[span[0] : span[1]].split())
    own = " ".join(dict.fromkeys(part.text for part in ordered))
    return replace(ordered[0], span=span, text=inside if len(inside) <= 2 * len(own) else own)


def _detail(main: Need, detail: Need) -> Need:
    """``main`` with the words of a detail: they may matter to the wording, but claim no capability of their own."""
    span = (min(main.span[0], detail.span[0]), max(main.span[1], detail.span[1]))
    texts = (main.text, detail.text) if main.span <= detail.span else (detail.text, main.text)
    return replace(main, span=span, text=" ".join(texts))
