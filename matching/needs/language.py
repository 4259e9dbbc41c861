"""Which language a text is in: the script first, then py3langid among the languages that can be meant."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

UNKNOWN = "und"
_SHORT = 12  # letters below which statistics guess: then only the script decides
_SAMPLE = 6000  # characters looked at: more changes no answer

# Languages that the vocabulary or real notices know; anything else is far likelier a wrong guess.
_CANDIDATES = [
    "en",
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
    "ar",
    "hi",
    "id",
    "ja",
    "ko",
    "sw",
    "tr",
    "uk",
    "vi",
    "ru",
    "zh",
    "no",
    "he",
    "fa",
    "th",
    "bn",
    "ta",
    "ur",
    "ms",
    "sr",
    "ka",
    "hy",
    "az",
    "kk",
    "mk",
    "sq",
    "is",
    "bs",
]
# A script that (nearly) only one of the candidate languages is written in.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
)
_SCRIPT_SHARE = 0.3  # of the letters: names and terms in Latin script are common in every language


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([c for c in _CANDIDATES if c in set(identifier.labels)])
    return identifier


def detect_language(text: str) -> str:
    """ISO 639-1 of the (main) language, ``"und"`` when there are too few letters to tell."""
    sample = text[:_SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    for language, script in _SCRIPTS:
        if letters > 0 and len(script.findall(sample)) >= _SCRIPT_SHARE * letters:
            return _arabic_script(sample) if language == "ar" else language
    if letters < _SHORT:
        return UNKNOWN
    return str(_identifier().classify(sample)[0])


def _arabic_script(sample: str) -> str:
    """Persian and Urdu have letters that Arabic lacks."""
    if re.search(r"[\u0679\u0688\u0691\u06d2]", sample):
        return "ur"
    return "fa" if len(re.findall(r"[\u067e\u0686\u0698\u06af]", sample)) >= 2 else "ar"
