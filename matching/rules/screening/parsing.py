"""A name taken apart into words with a class each: what tells, what repeats everywhere, what is only legal form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from rigour.names import Name, NamePartTag, SymbolCategory, analyze_names, remove_obj_prefixes, remove_person_prefixes

from matching.rules.screening.kinds import NameKind
from matching.rules.screening.lexicon import LegalForm, Lexicon, WordClass
from matching.rules.screening.scripts import latin, sound, writes_syllables

# Weight of a word in a name, as a share of what a telling word weighs. A group may be left out, a number may not.
WEIGHTS: dict[WordClass, float] = {
    WordClass.CORE: 1.0,
    WordClass.NUMBER: 0.8,
    WordClass.DOMAIN: 0.7,
    WordClass.PLACE: 0.6,
    WordClass.GENERIC: 0.5,
    WordClass.INITIAL: 0.5,
    WordClass.AFFILIATE: 0.15,
    WordClass.LEGAL: 0.0,
    WordClass.STOP: 0.0,
}
_WEB_SUFFIX = re.compile(r"(?<=\w)\.(com|org|net)\b", re.IGNORECASE)
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")  # 1 to 39: funds, trusts, ships; rigour knows the first ten
_MARKS = re.compile(r"[®™©]|\((?:R|TM|C)\)", re.IGNORECASE)
_RUN_ON = re.compile(r"(?<=[a-z]{3})(?=[A-Z]{2,4}$)")  # SiemensAG
_OWN_ACRONYM = re.compile(r"\s*[（(]([^\W\d_]{2,8})[)）]\s*$")  # Petroleos de Venezuela SA (PDVSA)
_POSSESSIVE = re.compile(r"['’`´ʼʻ]")
_HYPHENS = re.compile(r"[‐-―_/|+]")
# fmt: off
_PARTICLES = frozenset({
    "al", "el", "ul", "il", "as", "ad", "an", "at", "bin", "ben", "ibn", "bint", "de", "da", "do", "di", "du", "del",
    "della", "des", "dos", "van", "von", "der", "den", "la", "le", "y", "e", "the", "of", "and", "und", "et",
})
# fmt: on
_AFFILIATE_SYMBOLS = frozenset({"CO", "CORP", "GRP", "HOLDING"})
# Legal forms known to rigour that may stand before the name; any of several words, or in another script, may too.
# fmt: off
_LEADING = frozenset({
    "ooo", "oao", "zao", "pao", "ao", "too", "tov", "jsc", "ojsc", "cjsc", "pjsc", "llc", "pt", "as", "sc", "cv",
    "srl", "sarl", "sa", "ip", "pp", "gup", "fgup", "ltd",
})
# fmt: on
_WHOLE_WORLD = "LOC:zz"  # rigour's territory for "global", which in a company name is a generic word
_RANK = {c: i for i, c in enumerate(WordClass)}


@dataclass(frozen=True, slots=True)
class Token:
    """One word. ``text`` is Latin lower case, ``raw`` the word in its own script, ``sound`` its sound-alike form,
    ``concepts`` what it means or stands for (shared by translations, name variants and numerals)."""

    text: str
    raw: str
    cls: WordClass
    sound: str
    concepts: frozenset[str] = frozenset()

    @property
    def weight(self) -> float:
        return WEIGHTS[self.cls]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``start`` to ``end`` (exclusive) that mean ``concept`` together."""

    start: int
    end: int
    concept: str


@dataclass(frozen=True, slots=True)
class ParsedName:
    """``legal`` holds the families of the legal forms found, ``forms`` their spelling."""

    original: str
    kind: NameKind
    tokens: tuple[Token, ...]
    phrases: tuple[Phrase, ...] = ()
    legal: frozenset[str] = frozenset()
    forms: tuple[str, ...] = ()

    @property
    def telling(self) -> tuple[Token, ...]:
        """Words that carry weight."""
        return tuple(t for t in self.tokens if t.weight > 0.0)

    @property
    def joined(self) -> str:
        return "".join(t.text for t in self.tokens)


def clean(name: str, kind: NameKind) -> str:
    """One spelling of quotes, hyphens and width; titles and ship prefixes gone."""
    text = unicodedata.normalize("NFKC", _MARKS.sub(" ", name))
    text = _HYPHENS.sub(" ", _POSSESSIVE.sub("", text))
    text = _WEB_SUFFIX.sub(r" \1", text).strip()
    if kind is not NameKind.PERSON:
        text, _ = split_own_acronym(_RUN_ON.sub(" ", text))
    if kind is NameKind.PERSON:
        return remove_person_prefixes(text.casefold()).strip() or text
    if kind is NameKind.OBJECT:
        return remove_obj_prefixes(text.casefold()).strip() or text
    return text


def split_own_acronym(text: str) -> tuple[str, str]:
    """The name and the acronym in brackets behind it, if the name itself spells that out; else the text and ""."""
    found = _OWN_ACRONYM.search(text)
    if found is None:
        return text, ""
    initials = latin(found.group(1))
    words = [latin(word) for word in text[: found.start()].split()]
    letters = iter("".join(word if len(word) < 4 else word[:1] for word in words if word))
    spelt = initials and all(letter in letters for letter in initials)
    return (text[: found.start()], initials) if spelt and len(words) > 1 else (text, "")


def _segment(word: str, lexicon: Lexicon) -> list[str]:
    """A word of a script without spaces, cut at the known words inside it, longest first; others stay whole."""
    if not writes_syllables(word) or len(word) < 3:
        return [word]
    pieces: list[str] = []
    pending = ""
    at = 0
    while at < len(word):
        known = next(
            (
                word[at : at + n]
                for n in range(min(8, len(word) - at), 0, -1)
                if word[at : at + n] in lexicon.legal or (n > 1 and word[at : at + n] in lexicon.words)
            ),
            None,
        )
        if known is None:
            pending += word[at]
            at += 1
            continue
        if pending:
            pieces.append(pending)
            pending = ""
        pieces.append(known)
        at += len(known)
    if pending:
        pieces.append(pending)
    return pieces


def _concepts(name: Name) -> tuple[dict[int, set[str]], dict[int, WordClass], list[Phrase]]:
    concepts: dict[int, set[str]] = {}
    classes: dict[int, WordClass] = {}
    phrases: list[Phrase] = []
    for span in name.spans:
        cls = _class_of(span.symbol.category, span.symbol.id)
        concept = f"{span.symbol.category.value}:{span.symbol.id}"
        if cls is None or concept == _WHOLE_WORLD:
            continue
        indexes = [part.index for part in span.parts]
        if len(indexes) > 1:
            phrases.append(Phrase(min(indexes), max(indexes) + 1, concept))
            continue
        concepts.setdefault(indexes[0], set()).add(concept)
        current = classes.get(indexes[0])
        if cls is not WordClass.CORE and (current is None or _RANK[cls] > _RANK[current]):
            classes[indexes[0]] = cls
    return concepts, classes, phrases


def _class_of(category: SymbolCategory, symbol: str) -> WordClass | None:
    if category == SymbolCategory.SYMBOL:
        return WordClass.AFFILIATE if symbol in _AFFILIATE_SYMBOLS else WordClass.GENERIC
    return {
        SymbolCategory.DOMAIN: WordClass.DOMAIN,
        SymbolCategory.LOCATION: WordClass.PLACE,
        SymbolCategory.NUMERIC: WordClass.NUMBER,
        SymbolCategory.NAME: WordClass.CORE,
        SymbolCategory.NICK: WordClass.CORE,
    }.get(category)


def _legal_runs(name: Name, words: list[str], lexicon: Lexicon) -> dict[tuple[int, int], LegalForm]:
    """Every stretch of words that spells a legal form, rigour's and ours."""
    runs: dict[tuple[int, int], LegalForm] = {}
    numbers = {s.parts[0].index for s in name.spans if s.symbol.category == SymbolCategory.NUMERIC}
    for span in name.spans:
        if span.symbol.category == SymbolCategory.ORG_CLASS and span.parts[0].index not in numbers:
            indexes = [part.index for part in span.parts]
            start, end = min(indexes), max(indexes) + 1
            leading = end - start > 1 or words[start] in _LEADING or not span.parts[0].form.isascii()
            runs[start, end] = LegalForm(span.symbol.id.casefold(), leading)
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + lexicon.longest_legal) + 1):
            form = lexicon.legal.get(" ".join(words[start:end]))
            if form is not None:
                runs.setdefault((start, end), form)
    return runs


def _edges(runs: dict[tuple[int, int], LegalForm], size: int) -> tuple[int, int, set[str]]:
    """(first, last, families): the words left when legal forms at either end are peeled off; never all of them."""
    first, last = 0, size
    families: set[str] = set()
    peeled = True
    while peeled:
        peeled = False
        trailing = [run for run in runs if run[1] == last and run[0] > first]
        if trailing:
            run = min(trailing)
            last = run[0]
            families.add(runs[run].family)
            peeled = True
        leading = [run for run in runs if run[0] == first and run[1] < last and runs[run].leading]
        if leading:
            run = max(leading, key=lambda r: r[1])
            first = run[1]
            families.add(runs[run].family)
            peeled = True
    return first, last, families


def _at_least_one_core(tokens: list[Token]) -> list[Token]:
    """The only word of a name tells who is meant, however common it is elsewhere: Intel, Oracle, The Bank."""
    telling = [i for i, t in enumerate(tokens) if t.cls not in (WordClass.STOP, WordClass.AFFILIATE, WordClass.LEGAL)]
    if len(telling) != 1 or tokens[telling[0]].cls is WordClass.CORE:
        return tokens
    return [replace(t, cls=WordClass.CORE) if i == telling[0] else t for i, t in enumerate(tokens)]


def _known_phrases(tokens: list[Token], lexicon: Lexicon) -> tuple[list[Token], list[Phrase]]:
    """Known words that are written as several: Hong Kong, North America."""
    phrases: list[Phrase] = []
    for start in range(len(tokens) - 1):
        run = tokens[start : start + 2]
        known = lexicon.words.get(" ".join(t.text for t in run))
        if known is not None:
            phrases.append(Phrase(start, start + 2, f"W:{known.concept}"))
            tokens = [*tokens[:start], *(replace(t, cls=known.cls) for t in run), *tokens[start + 2 :]]
    return tokens, phrases


def _merge_letters(tokens: list[Token]) -> tuple[list[Token], list[int]]:
    """Letters that stand alone side by side are one abbreviation (J P Morgan, L & H): also where they now start."""
    merged: list[Token] = []
    places: list[int] = []
    for token in tokens:
        alone = len(token.text) == 1 and token.cls is WordClass.CORE and token.text.isalpha() and token.text.isascii()
        previous = next((t for t in reversed(merged) if t.cls is not WordClass.STOP), None)
        if alone and previous is not None and previous.concepts == frozenset({"letters"}):
            at = max(i for i, t in enumerate(merged) if t is previous)
            text = previous.text + token.text
            merged[at] = Token(text, text, WordClass.CORE, sound(text), frozenset({"letters"}))
            del merged[at + 1 :]
            places.append(at)
            continue
        places.append(len(merged))
        merged.append(Token(token.text, token.raw, token.cls, token.sound, frozenset({"letters"})) if alone else token)
    return merged, places


def parse(name: str, kind: NameKind, lexicon: Lexicon) -> ParsedName:
    """Take ``name`` apart. A name without a single letter or digit has no tokens."""
    text = clean(name, kind)
    pieces = " ".join(piece for word in text.split() for piece in _segment(word.strip("()（）[]"), lexicon))
    found = analyze_names(kind.tag, [pieces], rewrite=False, phonetics=False, consolidate=False)
    if not found:
        return ParsedName(name, kind, ())
    analysed = next(iter(found))
    parts = analysed.parts
    words = [latin(p.form) if p.latinize else p.form for p in parts]
    runs = {} if kind is NameKind.OBJECT else _legal_runs(analysed, words, lexicon)
    first, last, families = _edges(runs, len(parts))
    concepts, classes, phrases = _concepts(analysed)
    tokens = [
        _token(i, parts[i].form, words[i], parts[i].tag, kind, lexicon, concepts, classes) for i in range(first, last)
    ]
    tokens = _at_least_one_core(tokens)
    forms = tuple(words[:first] + words[last:])
    inside = [Phrase(p.start - first, p.end - first, p.concept) for p in phrases if p.start >= first and p.end <= last]
    if kind is NameKind.PERSON:
        return ParsedName(name, kind, tuple(tokens), (), frozenset(families), forms)
    tokens, named = _known_phrases(tokens, lexicon)
    inside += named
    tokens, places = _merge_letters(tokens)
    moved = [Phrase(places[p.start], places[p.end - 1] + 1, p.concept) for p in inside]
    return ParsedName(name, kind, tuple(tokens), tuple(moved), frozenset(families), forms)


def _token(
    index: int,
    form: str,
    word: str,
    tag: NamePartTag,
    kind: NameKind,
    lexicon: Lexicon,
    concepts: dict[int, set[str]],
    classes: dict[int, WordClass],
) -> Token:
    text = latin(form) or word
    known = lexicon.words.get(form) or lexicon.words.get(text)
    meant = frozenset(concepts.get(index, ()))
    if kind is NameKind.PERSON:
        cls = WordClass.STOP if text in _PARTICLES else WordClass.INITIAL if len(text) == 1 else WordClass.CORE
    elif known is not None:
        cls, meant = known.cls, meant | {f"W:{known.concept}"}
    elif tag == NamePartTag.STOP or (text in {"the", "of", "and", "for", "in"}):
        cls = WordClass.STOP
    else:
        cls = classes.get(index, WordClass.CORE)
        roman = _roman(text) if index > 0 and form.isascii() else None
        if text.isdigit() or roman is not None:
            cls = WordClass.NUMBER
            meant |= {f"NUM:{roman}"} if roman is not None else set()
    return Token(text, form, cls, sound(text), meant)


def _roman(text: str) -> int | None:
    """The value of a Roman numeral of at least two letters, else None (one letter may be an initial)."""
    if len(text) < 2 or _ROMAN.fullmatch(text) is None:
        return None
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in text]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
