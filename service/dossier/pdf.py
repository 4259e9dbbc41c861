"""A dossier as a PDF: text, not pictures, in any script, tagged for screen readers."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Any

from service.dossier.model import Dossier, as_json
from service.settings import bundled_data_dir


def as_pdf(dossier: Dossier) -> bytes:
    """The same dossier gives the same bytes: the document is dated with the dossier's own day."""
    import typst

    # The stub names one type for all inputs; a bytes template beside folders as paths is what the function takes.
    compiled: Any = typst.compile
    data = bundled_data_dir()
    day = datetime.combine(datetime.fromisoformat(dossier.date).date(), time())
    return bytes(
        compiled(
            (data / "dossier" / "dossier.typ").read_bytes(),
            root=data / "dossier",
            font_paths=[data / "fonts"],
            format="pdf",
            sys_inputs={"dossier": json.dumps(as_json(dossier), ensure_ascii=False)},
            timestamp=int(day.timestamp()),
        )
    )
