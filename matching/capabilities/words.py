"""Words: normal forms with their place in the text, and when two forms are the same word.

Everything that compares words (tagging, lexical search) goes through this file, so that a label and a text are always
cut the same way. Scripts without spaces between words are told apart by :func:`is_unspaced`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache

MIN_STEM = 4  # a shared beginning shorter than this says nothing about two words being one
MAX_ENDING = 3  # the longest inflection that is cut, in characters ("-ung", "-ami", "-ies")
STEM_SHARE = 0.66  # the shared beginning must be this share of the longer word
LONG_STEM = 9  # a shared beginning this long bears one letter more of ending (Finnish "allekirjoitu|s", "-ksen")
MIN_ARABIC = 3  # letters that stay of an Arabic word when its front is cut, as in the usual light stemmers
COMPOUND_MIN = 7  # a label word this long may open a longer compound ("Datenspeicher|system")

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_KEEPS_MARKS = re.compile(r"[\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff]")  # vowel signs there are letters, not accents

_HYPHENS = ("-", "\u2010", "\u2011")

# Words that only join others; dropped from labels and texts alike so that "gestión de la identidad" meets
# "gestión de identidad". Kept short on purpose: a word that can carry meaning in a label is never here.
_JOINING = frozenset(
    """a an and the of for to in on with by or at as from de del der die das dem den des du la le les el los las lo il i
    gli un una une ein eine und et y e o os da do dos das di della delle dei degli dello al alla per pour para por con
    mit für fur von zur zum im auf och av för for af og i til en een het van voor met ja tai na z ze w i do dla o
    pre pri pro s v ve k u a za na se es és az egy la din de cu si pentru un o su in ir ar un no la vid af med att
    και του της των για με σε το τα η ο οι на за и в с от для та у з із до по و في من على إلى ال के की का और में से
    ve ile icin için bir dan den ya kwa na katika dan yang untuk di ke dari và cho của các le agus na à às și""".split()  # noqa: SIM905 - a list of 200 strings would hide the words
)

_ELIDED = frozenset({"d", "l"})  # French and Italian "d'", "l'"; in small letters only: "D-Wave" is a name

# What Arabic writes onto the front of a word: "and", the article and the particles before it; a buyer writes "data
# centre" and "and the centre of the data" alike. The article goes twice, since "electronic" begins with its letters.
_ARABIC_FRONT = re.compile(r"^و*(?:[فبك]?(?:ال){1,2}(?=\w{3})|لل(?=\w{3}))?(?:و+(?=\w{3}))?")


@dataclass(frozen=True, slots=True)
class Word:
    """``form`` is the normal form; ``start``, ``end`` its place in the text it was read from."""

    form: str
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    """Runs of letters, digits and the marks that belong to them. Built once, on first use."""
    marks = "".join(chr(c) for c in range(0x300, 0x1E00) if unicodedata.category(chr(c)).startswith("M"))
    return re.compile(rf"[^\W_](?:[^\W_]|[{marks}])*(?:[+#](?!\w))*")


def fold(text: str) -> str:
    """Case-folded, compatibility-normalised, without accents (in scripts where a mark is an accent)."""
    if text.isascii():
        return text.lower()
    normal = unicodedata.normalize("NFKC", text).casefold()
    if normal.isascii():
        return normal
    if _KEEPS_MARKS.search(normal):
        return normal
    decomposed = unicodedata.normalize("NFD", normal)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare.replace("ı", "i").replace("ł", "l").replace("đ", "d").replace("ø", "o"))


@cache
def _fold_word(word: str) -> str:
    return sys.intern(_without_front(fold(word)))


def _without_front(form: str) -> str:
    """An Arabic word without what is written onto its front; at least three letters stay."""
    if not "\u0620" <= form[:1] <= "\u064a":
        return form
    bare = _ARABIC_FRONT.sub("", form, count=1)
    return bare if len(bare) >= MIN_ARABIC else form


def words(text: str) -> list[Word]:
    """All words of ``text`` in order, joining words included."""
    return [Word(_fold_word(m.group()), m.start(), m.end()) for m in _pattern().finditer(text)]


def telling_words(text: str) -> list[Word]:
    """The words of ``text`` without those that only join others; all of them when nothing would be left."""
    every = words(text)
    return [w for w in every if not _only_joins(text, w)] or every


def _only_joins(text: str, word: Word) -> bool:
    """As it is written, accents included: Vietnamese "dữ" is not French "du". "IT service" is not "it service".

    A letter before a hyphen belongs to what follows: "e-invoice" is not any invoice.
    """
    seen = text[word.start : word.end]
    if len(seen) == 1 and text.startswith(_HYPHENS, word.end):
        return False
    return seen in _ELIDED or (seen.casefold() in _JOINING and not (len(seen) > 1 and seen.isupper()))


def is_joining(form: str) -> bool:
    """Whether the normal form is a word that only joins others."""
    return form in _JOINING


def is_unspaced(text: str) -> bool:
    """Whether the text is (also) in a script that puts no spaces between words."""
    return _UNSPACED.search(text) is not None


def shared_beginning(left: str, right: str) -> int:
    """The number of characters that both words begin with."""
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count


def same_word(label: str, seen: str) -> float:
    """How surely ``seen`` is a form of ``label``: 1 the same, 0.9 inflected, 0.6 a compound that begins with it, 0 no.

    Language-neutral on purpose: suffixing languages inflect at the end, so a long shared beginning with short
    endings on both sides is taken as one word. A digit anywhere forbids it: "h100" is not "h200".
    """
    if label == seen:
        return 1.0
    stem = shared_beginning(label, seen)
    if stem < MIN_STEM or not (label.isalpha() or stem == len(label)):
        return 0.0 if not _particle_follows(label, seen, stem) else 0.9
    endings = (len(label) - stem, len(seen) - stem)
    if max(endings) <= MAX_ENDING + (stem >= LONG_STEM) and stem >= STEM_SHARE * max(len(label), len(seen)):
        if any(c.isdigit() for c in seen[stem:]):
            return 0.0
        return 0.9
    if endings[0] == 0 and len(label) >= COMPOUND_MIN:
        return 0.6
    return 0.0


def _particle_follows(label: str, seen: str, stem: int) -> bool:
    """Korean writes particles onto the word: a label of two syllables or more, then at most two more."""
    return stem == len(label) >= 2 and "\uac00" <= label[0] <= "\ud7a3" and len(seen) - stem <= 2
