"""The pages as a process of their own: started when the API is ready, ended with it, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import typer

from cli.plan import Plan

_UI = Path(__file__).resolve().parent.parent / "ui" / "server.py"
_API_VARIABLE = "ALLIEDSTACK_API_URL"  # where the pages find the API
_PAGES_VARIABLE = "ALLIEDSTACK_PAGES_URL"  # how browsers reach the pages; behind a proxy it is set from outside
_LOOK_SECONDS = 0.25  # between two looks whether it is ready
_UI_STOP_SECONDS = 5.0  # the pages keep nothing, so they need not be waited for long


class Pages:
    """Says when the API is ready, and runs the pages from then on."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ready", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._held: int | None = None

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_UI_STOP_SECONDS)
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_UI_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        finally:
            if self._held is not None:
                os.close(self._held)

    def follow(self) -> None:
        """Begin to look whether the API is ready."""
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            if _answers(self._plan.url(self._plan.port) + "/ready"):
                self._process = self._start()
                self._say()
                return

    def _start(self) -> subprocess.Popen[bytes] | None:
        plan = self._plan
        if plan.ui_port is None or not _UI.is_file():
            return None
        options = {
            "server.port": str(plan.ui_port),
            "server.address": plan.host,
            "server.headless": "true",
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": "false",
        }
        arguments = [f"--{name}={value}" for name, value in options.items()]
        environment = {_PAGES_VARIABLE: plan.url(plan.ui_port)} | os.environ | {_API_VARIABLE: plan.url(plan.port)}
        reading, self._held = os.pipe()  # held until we end, so that the pages notice when we do, even when killed
        try:
            return subprocess.Popen(  # noqa: S603 - our own program with fixed arguments
                [sys.executable, "-m", "cli.follower", str(reading), "streamlit", "run", str(_UI), *arguments],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C comes to us, and we end it
                pass_fds=(reading,),
            )
        finally:
            os.close(reading)

    def _say(self) -> None:
        plan = self._plan
        if self._process is not None and plan.ui_port is not None:
            pages = f"Pages {plan.url(plan.ui_port)}."
        else:
            pages = "No pages." if plan.ui_port is None else "The pages are not installed."
        typer.echo(f"Ready. API {plan.url(plan.port)}/v1 (its document: /v1/openapi.json). {pages} Ctrl-C ends all.")
        sys.stdout.flush()


def _answers(url: str) -> bool:
    import httpx

    try:
        return httpx.get(url, timeout=30.0, trust_env=False).is_success
    except httpx.HTTPError:
        return False
