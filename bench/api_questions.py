"""What the API is asked under load: questions asked before, texts read before, texts never seen."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

from bench.api_load import request

TEXTS = (
    "We need a secure cloud platform to host patient records.",
    "Monitoring of networks and detection of intrusions.",
    "Speech recognition for a call centre in Swahili.",
    "Identity and access management for 5,000 users.",
    "A platform to label satellite images.",
    "Servers with eight GPUs each, for training models.",
    "A data warehouse with pipelines from registries.",
    "Vulnerability scanning of containers.",
)
WORDS = tuple(
    word
    for line in (
        "secure cloud platform hosting patient records monitoring networks detecting intrusions speech recognition",
        "call centre identity access labelling satellite images servers training models warehouse pipelines registries",
        "scanning containers hospitals schools farms ports customs water energy taxes courts roads weather",
    )
    for word in line.split()
)
WORDS_A_TEXT = 9
_MARKET = "KE"


def _match(key: str, body: dict[str, object]) -> bytes:
    return request("POST", "/v1/matches", key, json.dumps({"market": _MARKET, **body}).encode())


def asked_before(key: str) -> list[bytes]:
    """A few questions over and over: all but the first of each are the same to the last field."""
    return [_match(key, {"text": text}) for text in TEXTS]


def read_before(key: str, count: int, run: str = "") -> list[bytes]:
    """The same few texts, each time under another filter: the text was read before, the question was never asked.

    The filter is on a language that no product names, so it asks the matcher for all of its work and removes nothing
    of which the language is not known. ``run`` tells the filters of one run from those of another.
    """
    return [_match(key, {"text": TEXTS[n % len(TEXTS)], "languages": [f"{run}{n}"]}) for n in range(count)]


def never_seen(key: str, count: int, seed: int) -> list[bytes]:
    """Texts made of words that buyers use, no two alike: each has to be read and embedded."""
    made = random.Random(seed)  # noqa: S311 - the same texts in every run
    texts = (" ".join(made.choice(WORDS) for _ in range(WORDS_A_TEXT)) for _ in range(count))
    return [_match(key, {"text": f"We need {text}."}) for text in texts]


def searches(key: str) -> list[bytes]:
    """Products by words of their name or description."""
    return [request("GET", f"/v1/products?words={word}", key) for word in ("cloud", "security", "data")]


def mixed(key: str, count: int) -> Sequence[bytes]:
    """For memory: one new question in five, so that every memory of the process fills up, and look-ups."""
    look_ups = [request("GET", f"/v1/markets/{code}", key) for code in ("KE", "BR", "IN", "DE")]
    return [one for question in read_before(key, count // 5, "m") for one in (question, *look_ups)]
