"""Hard facts in a buyer's text: countries, residency, languages, certifications, deployment, money, time, amounts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from matching.capabilities.words import MIN_STEM, is_unspaced, same_word, words
from matching.needs import cues
from matching.needs.model import Constraint, ConstraintKind

_NUMBER = r"(?<![\w.,])(\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?![\d])"
_NEAR = 60  # characters around a mention in which a cue counts as belonging to it
_INFLECTED_FROM = 5  # letters of a name below which a case ending could make another word of it
_SUFFIXING = frozenset({"fi", "et", "hu", "tr"})  # languages that hang long endings on a name
_SUFFIX = 5  # letters of such an ending
_SAME = 0.9  # how surely a form must be the name's
_ISO_DATE = re.compile(r"\b(20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")
_EURO_DATE = re.compile(r"\b(0?[1-9]|[12]\d|3[01])[./](0?[1-9]|1[0-2])[./](20\d\d)\b")


def fold_in_place(text: str) -> str:
    """Lower case without accents, every character at its old place (a fold that would grow or shrink is left)."""
    if text.isascii():
        return text.lower()
    return "".join(_fold_char(c) for c in text)


@cache
def _fold_char(char: str) -> str:
    low = char.lower()
    if len(low) != 1:
        return char
    if not ("\u00c0" <= low <= "\u024f" or "\u0370" <= low <= "\u03ff" or "\u1e00" <= low <= "\u1fff"):
        return low
    bare = unicodedata.normalize("NFD", low)[0]
    return {"ł": "l", "đ": "d", "ø": "o", "ı": "i"}.get(bare, bare)


def find_constraints(text: str, language: str) -> tuple[Constraint, ...]:
    """All constraints in text order. ``text`` must be clean (``clean_text``); spans are places in it."""
    folded = fold_in_place(text)
    countries = list(_countries(text, language))
    found = [
        *_named(text, folded, ConstraintKind.CERTIFICATION, _compiled("certification")),
        *_named(text, folded, ConstraintKind.DEPLOYMENT, _compiled("deployment")),
        *countries,
        *_residency(text, folded, countries),
        *_languages(text, folded, language),
        *_budgets(text, folded),
        *_quantities(text, folded),
        *_deadlines(text, folded),
    ]
    return tuple(sorted(found, key=lambda c: (c.span, c.kind)))


def is_wished(piece: str) -> bool:
    """Whether a piece of text says that what it asks for is a wish and no demand."""
    return _wished().search(fold_in_place(piece)) is not None


@cache
def _wished() -> re.Pattern[str]:
    return re.compile(cues.WISHED)


@cache
def _compiled(what: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = {
        "certification": cues.CERTIFICATIONS,
        "deployment": cues.DEPLOYMENTS,
        "unit": cues.UNITS,
        "currency": cues.CURRENCIES,
    }[what]
    if what == "certification":
        return tuple((name, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)")) for name, pattern in table)
    return tuple((name, re.compile(pattern)) for name, pattern in table)


def _named(
    text: str, folded: str, kind: ConstraintKind, table: tuple[tuple[str, re.Pattern[str]], ...]
) -> Iterator[Constraint]:
    """The first mention of each named thing."""
    for name, pattern in table:
        match = pattern.search(folded)
        if match is not None:
            yield Constraint(kind, name, text[match.start() : match.end()], match.span())


@cache
def _names(kind: str, language: str) -> dict[tuple[str, ...], str]:
    """Names of countries or languages in ``language`` and English, as word forms, to their code."""
    from babel import Locale, UnknownLocaleError

    found: dict[tuple[str, ...], str] = {}
    for code in dict.fromkeys((language, "en")):
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        names = locale.territories if kind == "territories" else locale.languages
        for identifier, name in names.items():
            if (
                len(identifier) != 2
                or not identifier.isalpha()
                or identifier in {"EU", "UN", "EZ", "ZZ", "QO", "XA", "XB"}
            ):
                continue
            forms = tuple(w.form for w in words(name))
            if forms and len(name) > 2:
                found.setdefault(forms, identifier)
    return found


def _mentions(text: str, kind: str, language: str) -> Iterator[tuple[str, int, int]]:
    table = _names(kind, language)
    longest = max((len(forms) for forms in table), default=0)
    seen = words(text)
    at = 0
    while at < len(seen):
        for size in range(min(longest, len(seen) - at), 0, -1):
            code = table.get(tuple(w.form for w in seen[at : at + size]))
            # A name is written with a capital where the script has capitals ("turkey" the bird is not).
            if code is not None and not text[seen[at].start].islower():
                yield code, seen[at].start, seen[at + size - 1].end
                at += size - 1
                break
        else:
            code = _inflected(seen[at].form, kind, language)
            if code is not None and text[seen[at].start].isupper():
                yield code, seen[at].start, seen[at].end
        at += 1
    if is_unspaced(text):
        yield from _inside(text, kind, language)


@cache
def _by_beginning(kind: str, language: str) -> dict[str, list[tuple[str, str]]]:
    """Names of one word, by their first letters."""
    found: dict[str, list[tuple[str, str]]] = {}
    for forms, code in _names(kind, language).items():
        if len(forms) == 1 and len(forms[0]) >= _INFLECTED_FROM:
            found.setdefault(forms[0][:MIN_STEM], []).append((forms[0], code))
    return found


def _inflected(form: str, kind: str, language: str) -> str | None:
    """A name with a case ending, as Finnish, Polish or Turkish write it; the name nearest in length wins."""
    near = _by_beginning(kind, language).get(form[:MIN_STEM], [])
    hangs_on = language in _SUFFIXING
    fitting = [
        (abs(len(name) - len(form)), name, code)
        for name, code in near
        if same_word(name, form) >= _SAME or (hangs_on and form.startswith(name) and len(form) - len(name) <= _SUFFIX)
    ]
    return min(fitting)[2] if fitting else None


def _inside(text: str, kind: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Names inside of a script without spaces; a longer name is taken before one that it holds."""
    taken: list[tuple[int, int]] = []
    for forms, code in sorted(_names(kind, language).items(), key=lambda item: -len("".join(item[0]))):
        name = "".join(forms)
        start = text.find(name) if is_unspaced(name) and len(name) >= 2 else -1
        if start >= 0 and all(start + len(name) <= a or start >= b for a, b in taken):
            taken.append((start, start + len(name)))
            yield code, start, start + len(name)


def _countries(text: str, language: str) -> Iterator[Constraint]:
    told: set[str] = set()
    for code, start, end in _mentions(text, "territories", language):
        if code not in told:
            told.add(code)
            yield Constraint(ConstraintKind.COUNTRY, code, text[start:end], (start, end))


@cache
def _residency_cue() -> re.Pattern[str]:
    return re.compile(cues.RESIDENCY)


def _residency(text: str, folded: str, countries: list[Constraint]) -> Iterator[Constraint]:
    for match in _residency_cue().finditer(folded):
        near = [
            c for c in countries if abs(c.span[0] - match.end()) <= _NEAR or match.start() <= c.span[0] < match.end()
        ]
        value = near[0].value if near else "in-country"
        yield Constraint(ConstraintKind.DATA_RESIDENCY, value, text[match.start() : match.end()], match.span())


@cache
def _language_cue() -> re.Pattern[str]:
    return re.compile(cues.LANGUAGE_ASKED)


def _languages(text: str, folded: str, language: str) -> Iterator[Constraint]:
    told: set[str] = set()
    for code, start, end in _mentions(text, "languages", language):
        near = folded[max(0, start - _NEAR) : start] + " " + folded[end : end + _NEAR]
        if code not in told and _language_cue().search(near):
            told.add(code)
            yield Constraint(ConstraintKind.LANGUAGE, code, text[start:end], (start, end))


def read_number(written: str) -> float:
    """``"1.250.000,50"``, ``"1,250,000.50"``, ``"12 500"`` and ``"2,5"`` as people mean them."""
    bare = re.sub(r"[ '\u00a0\u202f]", "", written)
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return float(bare)
    mark, tail = bare[last], bare[last + 1 :]
    grouped = bare.count(mark) > 1 or (
        len(tail) == 3 and bare[:last].replace(".", "").replace(",", "") not in {"", "0"}
    )
    if grouped:
        return float(bare.replace(".", "").replace(",", ""))
    return float(bare[:last].replace(".", "").replace(",", "") + "." + tail)


@cache
def _multiplier() -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((value, re.compile(rf"\s?(?:{pattern})")) for value, pattern in sorted(cues.MULTIPLIERS, reverse=True))


def _scaled(folded: str, end: int, amount: float) -> tuple[float, int]:
    for value, pattern in _multiplier():
        match = pattern.match(folded, end)
        if match is not None and match.end() > end:
            return amount * value, match.end()
    return amount, end


def _budgets(text: str, folded: str) -> Iterator[Constraint]:
    """An amount with a currency before or after it."""
    for match in re.finditer(_NUMBER, folded):
        amount, end = _scaled(folded, match.end(), read_number(match.group(1)))
        before, after = folded[max(0, match.start() - 6) : match.start()], folded[end : end + 18]
        for currency, pattern in _compiled("currency"):
            left = list(pattern.finditer(before.rstrip() + " "))
            right = pattern.match(after.lstrip(" \u00a0")) or re.match(
                rf"\s?(?:de |di |d')?(?:{pattern.pattern})", after
            )
            if (left and left[-1].end() >= len(before.rstrip())) or right:
                yield Constraint(
                    ConstraintKind.BUDGET,
                    f"{amount:.2f} {currency}",
                    text[match.start() : end].strip(),
                    (match.start(), end),
                    amount,
                    currency,
                )
                break


def _quantities(text: str, folded: str) -> Iterator[Constraint]:
    for match in re.finditer(_NUMBER, folded):
        amount, end = _scaled(folded, match.end(), read_number(match.group(1)))
        gap = re.match(r"[\s\u00a0-]?(?:x |× ?)?", folded[end:])
        start_unit = end + (gap.end() if gap else 0)
        for unit, pattern in _compiled("unit"):
            found = pattern.match(folded, start_unit)
            if found is not None:
                yield Constraint(
                    ConstraintKind.QUANTITY,
                    f"{amount:g} {unit}",
                    text[match.start() : found.end()],
                    (match.start(), found.end()),
                    amount,
                    unit,
                )
                break


def _deadlines(text: str, folded: str) -> Iterator[Constraint]:
    for match in re.finditer(cues.DEADLINE_SPAN, folded):
        unit = next((name for name, pattern in cues.SPAN_UNITS if re.match(pattern, match.group(2))), "months")
        value = f"{int(match.group(1))} {unit}"
        yield Constraint(
            ConstraintKind.DEADLINE, value, text[match.start() : match.end()], match.span(), float(match.group(1)), unit
        )
    for pattern, order in ((_ISO_DATE, (1, 2, 3)), (_EURO_DATE, (3, 2, 1))):
        for match in pattern.finditer(folded):
            if re.search(cues.DEADLINE_WORDS, folded[max(0, match.start() - _NEAR) : match.start()]):
                year, month, day = (int(match.group(g)) for g in order)
                yield Constraint(
                    ConstraintKind.DEADLINE,
                    f"{year:04}-{month:02}-{day:02}",
                    text[match.start() : match.end()],
                    match.span(),
                )
