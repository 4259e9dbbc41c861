"""``alliedstack bench joined``: are two things named in one breath read as two requirements, and one thing as one?

One thing: the independent sentences that each ask for one capability (data/training/check). Two things: the preferred
labels of two capabilities of different layers, chosen by chance, joined as the language joins them. Beside it, what
cutting at every "and" would do.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from dataclasses import dataclass

from bench.training_data import NOTHING, read_sentences
from matching.needs.joining import and_sign
from matching.needs.language import detect_language
from matching.needs.sentences import clauses
from service.models import MatchingModels
from service.ranking import models_of_settings
from service.settings import bundled_data_dir

PAIRS = 25  # a language
SENTENCES = {
    "en": "We need {} and {}.",
    "de": "Wir brauchen {} und {}.",
    "fr": "Nous cherchons {} et {}.",
    "es": "Necesitamos {} y {}.",
    "pt": "Precisamos de {} e {}.",
    "it": "Cerchiamo {} e {}.",
    "pl": "Potrzebujemy: {} i {}.",
    "uk": "Нам потрібні {} та {}.",
    "id": "Kami membutuhkan {} dan {}.",
    "tr": "{} ve {} arıyoruz.",
    "ar": "نحتاج إلى {} و{}.",
    "hi": "हमें {} और {} चाहिए।",
    "sw": "Tunahitaji {} na {}.",
    "vi": "Chúng tôi cần {} và {}.",
    "ja": "{}と{}が必要です。",
    "ko": "{} 및 {}이 필요합니다.",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """Of ``texts`` how many are read as several requirements: by the program, and when cut at every sign."""

    texts: int
    program: int
    every: int


def counted(models: MatchingModels, texts: list[str]) -> Counted:
    def of(several: Callable[[str], bool]) -> int:
        return sum(several(text) for text in texts)

    return Counted(len(texts), of(lambda text: len(models.read(text).requirements) > 1), of(_cut))


def _cut(text: str) -> bool:
    language = detect_language(text)
    return len(clauses(text, language)) > 1 or and_sign(language).search(text) is not None


def pairs_of(models: MatchingModels, language: str, count: int, seed: int = 5) -> list[str]:
    """``count`` sentences that ask for two things of different layers."""
    chance = random.Random(f"{language}{seed}")  # noqa: S311 - a sample, no secret
    known = [one for one in models.vocabulary.capabilities.values() if language in one.labels]
    found: list[str] = []
    while len(found) < count:
        left, right = chance.sample(known, 2)
        if left.layer is not right.layer:
            found.append(SENTENCES[language].format(left.labels[language][0], right.labels[language][0]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs of things a language")
    pairs = parser.parse_args().pairs
    models = models_of_settings()
    independent = read_sentences(bundled_data_dir() / "training" / "check" / "capabilities.yaml")
    asking = [text for label, texts in independent.items() if label != NOTHING for text in texts]
    one = counted(models, asking)
    print("| texts | number | read as several | cut at every sign |\n|---|---|---|---|")
    print(f"| of one thing | {one.texts} | {one.program} | {one.every} |")
    for language in SENTENCES:
        two = counted(models, pairs_of(models, language, pairs))
        print(f"| of two things, {language} | {two.texts} | {two.program} | {two.every} |")


if __name__ == "__main__":
    main()
