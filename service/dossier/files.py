"""A dossier in the format that a file's ending names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from graph.errors import BadInput
from service.dossier.model import Dossier, as_json


def _docx(dossier: Dossier) -> bytes:
    from service.dossier.docx import as_docx

    return as_docx(dossier)


def _xlsx(dossier: Dossier) -> bytes:
    from service.dossier.xlsx import as_xlsx

    return as_xlsx(dossier)


def _pdf(dossier: Dossier) -> bytes:
    from service.dossier.pdf import as_pdf

    return as_pdf(dossier)


def _json(dossier: Dossier) -> bytes:
    return json.dumps(as_json(dossier), ensure_ascii=False, indent=1).encode("utf-8")


FORMATS: Mapping[str, tuple[str, Callable[[Dossier], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "pdf": ("application/pdf", _pdf),
    "json": ("application/json", _json),
}


def format_of(ending: str) -> str:
    """The format's name.

    Raises:
        BadInput: there is no such format.
    """
    name = ending.removeprefix(".").casefold()
    if name not in FORMATS:
        raise BadInput(f"There is no dossier format {ending!r}.", f"One of: {', '.join(FORMATS)}.")
    return name


def render(dossier: Dossier, ending: str) -> bytes:
    """The file's bytes.

    Raises:
        BadInput: there is no such format.
    """
    return FORMATS[format_of(ending)][1](dossier)


def write(dossier: Dossier, out: Path) -> None:
    """Write the file whole, or leave what was there.

    Raises:
        BadInput: there is no such format, or the file cannot be written.
    """
    content = render(dossier, out.suffix)
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(f"{out} cannot be written: {error.strerror}.", "Name a file in a folder of yours.") from error
