"""``python -m graph.server``: prepare the embedded server's start, see :mod:`graph.server.warm`."""

from __future__ import annotations

from graph.errors import GraphUnavailable
from graph.server.warm import warm


def main() -> None:
    try:
        print(f"The graph's start is prepared: {warm()}")
    except GraphUnavailable as error:
        print(f"{error} The graph starts without, a second slower.")


if __name__ == "__main__":
    main()
