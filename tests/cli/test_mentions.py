"""Every command that a message or a page of the docs names exists, with the options that it is said to have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cli.main import COMMANDS, load

ROOT = Path(__file__).parents[2]
PLACES = ("README.md", "docs/*.md", "data/README.md", "deploy/**/*.*", *(f"{room}/**/*.py" for room in (
    "graph", "ingest", "matching", "service", "api", "ui", "cli", "bench"
)))  # fmt: skip
_MENTION = re.compile(r"alliedstack( [a-z][a-z-]*(?: (?:[a-z][a-z-]*|--?[a-z][a-z-]*|[A-Z]+(?![A-Z_])|<q>))*)")
_QUOTED = re.compile(r"\\?\"[^\"`]*\\?\"")


def _mentions() -> Iterator[tuple[str, list[str]]]:
    for pattern in PLACES:
        for path in sorted(ROOT.glob(pattern)):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                said = line if path.suffix == ".py" else _QUOTED.sub("<q>", line)
                for found in _MENTION.finditer(said):
                    yield f"{path.relative_to(ROOT)}:{number}", found[1].split()


def _wrong(words: list[str]) -> str:
    """What is wrong with the words after ``alliedstack``; "" when nothing is."""
    if words[0] not in COMMANDS:
        return f"alliedstack has no command {words[0]!r}"
    command, path, rest = load(words[0]), f"alliedstack {words[0]}", words[1:]
    while hasattr(command, "commands") and rest and re.fullmatch(r"[a-z][a-z-]*", rest[0]):
        if rest[0] not in command.commands:
            return "" if command.invoke_without_command else f"{path} has no command {rest[0]!r}"
        command, path, rest = command.commands[rest[0]], f"{path} {rest[0]}", rest[1:]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
    odd = [word for word in rest if word.startswith("--") and word not in known]
    return f"{path} has no {', '.join(odd)}" if odd else ""


def test_what_is_named_exists() -> None:
    mentions = list(_mentions())
    assert len(mentions) > 100  # they are found at all
    assert [f"{place}: {wrong}" for place, words in mentions if (wrong := _wrong(words))] == []


def test_the_check_sees_what_is_wrong() -> None:
    assert _wrong(["products"]) == "alliedstack has no command 'products'"
    assert _wrong(["graph", "burn"]) == "alliedstack graph has no command 'burn'"
    assert _wrong(["match", "--market", "Kenya", "--colour"]) == "alliedstack match has no --colour"
