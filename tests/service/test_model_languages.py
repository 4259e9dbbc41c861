"""What a user's own model reads: as the user says, else as its card says, else any language."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import BadInput
from service.model_languages import languages_of


def card(folder: Path, text: str) -> Path:
    (folder / "README.md").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("said", "found"), [("en", ("en",)), (" FR, en ,en", ("en", "fr")), ("any", ()), ("en, any", ()), (" , ", ())]
)
def test_the_user_has_the_first_word(tmp_path: Path, said: str, found: tuple[str, ...]) -> None:
    folder = card(tmp_path, "---\nlanguage: de\n---\n") if said.strip(" ,") else tmp_path
    assert languages_of(folder, said) == found


@pytest.mark.parametrize("said", ["english", "en;fr", "e", "12"])
def test_what_is_no_language_is_named(tmp_path: Path, said: str) -> None:
    with pytest.raises(BadInput, match="ALLIEDSTACK_MODEL_LANGUAGES"):
        languages_of(tmp_path, said)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("---\nlanguage: en\nlicense: mit\n---\n# A model", ("en",)),
        ("---\nlanguage:\n- sv\n- no\n---\n", ("no", "sv")),
        ("---\nlanguage: [en, multilingual]\n---\n", ()),
        ("---\nlanguage: multilingual\n---\n", ()),
        ("---\nlicense: mit\n---\nlanguage: en", ()),
        ("---\n: [broken\n---\n", ()),
        ("---\n- a list\n---\n", ()),
        ("# No heading\nlanguage: en\n", ()),
        ("", ()),
    ],
)
def test_else_the_model_card(tmp_path: Path, text: str, found: tuple[str, ...]) -> None:
    assert languages_of(card(tmp_path, text), "") == found


def test_without_a_card_it_reads_any(tmp_path: Path) -> None:
    assert languages_of(tmp_path, "") == ()
