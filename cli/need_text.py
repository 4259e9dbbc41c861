"""Where a command's text comes from: an option, a file, standard input, or a notice in the graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from service.app import Alliedstack

NeedText = Annotated[str, typer.Option("--text", help="What the buyer needs, in any language.")]
NeedFile = Annotated[Path | None, typer.Option("--file", help="A text file with it (UTF-8); - reads standard input.")]
NeedNotice = Annotated[str, typer.Option("--notice", help="The id of an opportunity in the graph.")]


def need_text(app: Alliedstack, text: str, file: Path | None, notice: str) -> str:
    """The one text that was given.

    Raises:
        BadInput: none or several were given, or the file cannot be read. NotFound: no such opportunity.
    """
    from graph.errors import BadInput
    from service.matching import notice_text
    from service.texts import decode_text, read_text_file

    given = [bool(text.strip()), file is not None, bool(notice)]
    if sum(given) > 1:
        raise BadInput("More than one requirement was given.", "Give one of --text, --file, --notice.")
    if notice:
        return notice_text(app, notice)
    if file is not None and str(file) == "-":
        return decode_text(sys.stdin.buffer.read(), "standard input")
    if file is not None:
        return read_text_file(file)
    if not text.strip():
        raise BadInput("The requirement is empty.", 'Say what the buyer needs: --text "..." or --file need.txt')
    return text
