"""The keeper: a small process that starts the server's Java, watches its users and ends it when the last one is gone.

Run as a file by a bare Python (``-I -S``: standard library only, 9 MB), detached from whoever starts it, so that it
lives on when that process is killed, and notices. Its one argument is JSON: folder, command, ports, version.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

LOOK_SECONDS = 0.2  # how soon a server without users is noticed
STOP_SECONDS = 60.0  # the server writes its caches out; one that takes longer is killed, its log recovers
PR_SET_PDEATHSIG = 1


def main() -> int:
    order = json.loads(sys.argv[1])
    folder = Path(order["folder"])
    server_lock = os.open(folder / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(server_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return 3  # another server lives here
    os.set_inheritable(server_lock, True)  # Java holds it too, should this process be killed
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: asked.append(got))
    java = subprocess.Popen(  # noqa: S603 (the command comes from graph.server.command)
        order["command"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        pass_fds=[server_lock],
        preexec_fn=die_with_parent,
    )
    write_state(folder, order, java.pid)
    users_lock = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    while java.poll() is None and not asked:
        if not (folder / "kept").exists() and alone(users_lock):
            break  # the lock is held from here on: nobody joins a server that is about to end
        time.sleep(LOOK_SECONDS)
    return stop(java, folder)


def alone(users_lock: int) -> bool:
    try:
        fcntl.flock(users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def stop(java: "subprocess.Popen[bytes]", folder: Path) -> int:
    ended_by_itself = java.poll() is not None
    if not ended_by_itself:
        java.terminate()
        try:
            java.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            java.kill()
            java.wait()
    (folder / "server.json").unlink(missing_ok=True)
    (folder / "kept").unlink(missing_ok=True)
    return 1 if ended_by_itself else 0


def write_state(folder: Path, order: "dict[str, object]", java: int) -> None:
    state = {
        "keeper": os.getpid(),
        "java": java,
        "bolt_port": order["bolt_port"],
        "http_port": order["http_port"],
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "version": order["version"],
    }
    fresh = folder / "server.json.new"
    fresh.write_text(json.dumps(state))
    fresh.chmod(0o600)
    fresh.replace(folder / "server.json")


def die_with_parent() -> None:
    """On Linux the kernel ends Java cleanly when this process is killed; elsewhere the next start does it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
