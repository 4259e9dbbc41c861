"""``python -m cli.follower DESCRIPTOR MODULE ARGUMENT...``: run a module that ends when its parent does.

``DESCRIPTOR`` is the reading end of a pipe whose other end the parent holds.
"""

from __future__ import annotations

import runpy
import sys

from service.following import end_of_file, end_with

GRACE_SECONDS = 5.0  # for pages, which keep nothing


def main() -> None:
    """Watch, and become the module."""
    descriptor, module, *arguments = sys.argv[1:]
    end_with(end_of_file(int(descriptor)), GRACE_SECONDS)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
