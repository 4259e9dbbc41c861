"""Compare the installed packages with the public database of known vulnerabilities, through pip-audit.

``python scripts/audit.py`` ends with 0: the packages were looked up and none is vulnerable; 1: one is; 3: the database
could not be asked, so nothing is known; 2: something else went wrong. pip-audit itself ends with 0 when it is answered
that none of the packages is known, which would pass for a clean bill.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

OWN = "alliedstack"
SOUND, VULNERABLE, BROKEN, NOT_ASKED = 0, 1, 2, 3
KNOWN_SHARE = 0.9  # of the packages that the database must know, before its silence means anything
_NO_ANSWER = re.compile(
    r"ConnectionError|ConnectTimeout|ReadTimeout|Could not connect|not redirecting|NameResolution|ProxyError|SSLError"
    r"|ServiceError|HTTPError|Max retries exceeded",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``code``: what the program ends with; ``lines``: what it says."""

    code: int
    lines: tuple[str, ...]


def pinned() -> list[str]:
    """What is installed, as requirements. Without the local part of a version ("+cpu"), which no database knows."""
    found = {(one.metadata["Name"], one.version.partition("+")[0]) for one in distributions()}
    return sorted(f"{name}=={version}" for name, version in found if name.casefold() != OWN)


def verdict(said: str, complained: str) -> Verdict:
    """What follows from pip-audit's JSON and what it wrote to standard error."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = complained.strip().splitlines()[-1:] or ["it said nothing"]
        if _NO_ANSWER.search(complained):
            return Verdict(NOT_ASKED, (f"The vulnerability database did not answer: {last[0]}",))
        return Verdict(BROKEN, (f"pip-audit failed: {last[0]}",))
    bad = [
        f"{one['name']} {one['version']}: {found['id']}, repaired in {', '.join(found['fix_versions']) or 'no version'}"
        for one in packages
        for found in one.get("vulns", ())
    ]
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    known = len(packages) - len(unknown)
    if bad:
        return Verdict(VULNERABLE, (f"{len(bad)} known vulnerabilities:", *bad))
    if known < KNOWN_SHARE * len(packages) or known == 0:
        return Verdict(NOT_ASKED, (f"The vulnerability database knew only {known} of {len(packages)} packages.",))
    told = f"{known} packages compared, none has a known vulnerability."
    return Verdict(SOUND, (told, *([f"Not in the database: {', '.join(unknown)}."] if unknown else [])))


def main() -> int:
    """Ask, and say what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "installed.txt"
        file.write_text("\n".join(pinned()) + "\n", encoding="utf-8")
        command = ["-m", "pip_audit", "--progress-spinner", "off", "--format", "json", "--no-deps", "--disable-pip"]
        asked = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, *command, "--requirement", str(file)], capture_output=True, text=True, check=False
        )
    found = verdict(asked.stdout, asked.stderr)
    print("\n".join(found.lines))
    if found.code == NOT_ASKED:
        print(
            "NOT AUDITED: whether an installed package is vulnerable is not known. Run `make audit` where it answers."
        )
    return found.code


if __name__ == "__main__":
    sys.exit(main())
