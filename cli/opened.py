"""Opening the program for one command, with a line of progress for whatever takes long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.app import Alliedstack


@contextmanager
def opened() -> Iterator[Alliedstack]:
    """The program with the settings of the environment; closed afterwards."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from service.app import Alliedstack
    from service.settings import read_settings

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.start()
        bar.update(tasks[what], completed=done, total=total)
        if done >= total:
            bar.remove_task(tasks.pop(what))
        if not tasks:
            bar.stop()  # a bar that stands there while nothing is done would wipe out a question to the user

    try:
        with Alliedstack(read_settings(), show) as app:
            yield app
    finally:
        bar.stop()
