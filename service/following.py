"""A process that must not outlive the one that started it: it notices its parent's end, however that came.

The parent holds one end of a pipe and never writes. When it ends, killed or not, the system closes that end, which the
child sees at once on every platform.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable


def end_with(parent_gone: Callable[[], object], grace: float) -> None:
    """End this process when ``parent_gone`` returns, which it does once the parent has ended.

    It is asked to end in order first (SIGTERM); what is still there after ``grace`` seconds ends at once.
    """

    def watch() -> None:
        parent_gone()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def end_of_file(descriptor: int) -> Callable[[], None]:
    """Waits until the other end of the pipe ``descriptor`` is closed."""

    def wait() -> None:
        while os.read(descriptor, 1):
            pass

    return wait
