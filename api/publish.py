"""Writing the OpenAPI document that clients rely on: ``python -m api.publish``; with ``--check`` only comparing it.

A change of the document is a change of the contract: see the policy in docs/api.md before committing one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def document() -> dict[str, Any]:
    """The document of this version of the program. Needs neither graph nor model."""
    from api.app import create_app
    from graph.records import MemoryRecords
    from service.access import Keys
    from service.fresh import ServedAlliedstack
    from service.key_store import RecordKeys
    from service.served import GraphStores
    from service.serving import ServeSettings
    from service.settings import Settings

    app = ServedAlliedstack(Settings())
    records = MemoryRecords()
    made = create_app(app, GraphStores(app), Keys(RecordKeys(records)), records, ServeSettings())
    return made.openapi()


def text_of(found: dict[str, Any]) -> str:
    """As it is kept: readable differences, a stable order."""
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write or compare; the exit code."""
    text = text_of(document())
    if "--check" in arguments:
        same = DOCUMENT.is_file() and DOCUMENT.read_text(encoding="utf-8") == text
        print(f"{DOCUMENT.name} is {'current' if same else 'not current: python -m api.publish'}.")
        return 0 if same else 1
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(text, encoding="utf-8")
    print(f"Wrote {DOCUMENT}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
