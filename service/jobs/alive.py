"""Which process runs a job, and whether it still does."""

from __future__ import annotations

import os
import socket
import uuid
from datetime import UTC, datetime

from service.jobs.model import Job

DEAD_SECONDS = 20.0  # four beats missed: the process is taken for dead


def own_name() -> str:
    """A name for this process that no other has: host, process id, and a word of chance."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def is_dead(job: Job, asking: str) -> bool:
    """Whether the process that runs the job is gone: certain on this machine, presumed elsewhere.

    ``asking``: the name of the process that wants to know.
    """
    if job.worker == asking:
        return False
    host, _, rest = job.worker.partition(":")
    pid = rest.partition(":")[0]
    if host == asking.partition(":")[0] and pid.isdecimal() and not process_exists(int(pid)):
        return True
    return (datetime.now(UTC) - datetime.fromisoformat(job.beat)).total_seconds() > DEAD_SECONDS


def process_exists(pid: int) -> bool:
    """Whether a process of this machine has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
