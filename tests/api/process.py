"""``alliedstack serve`` as a process of its own, filled with a small part of the real data over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

DATA = Path(__file__).resolve().parents[2] / "data"
PRODUCTS = 12  # of the FedRAMP marketplace: enough for a search, few enough to embed in seconds
NOTICES = 4
START_SECONDS = 240.0  # on a busy machine; a quiet one needs a tenth


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """``alliedstack serve`` as a process of its own over a folder of its own."""

    def __init__(self, folder: Path, *options: str, pages: bool = False, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.ui_port = free_port() if pages else None
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (folder / "server.log").open("ab")
        shown = ["--no-ui"] if self.ui_port is None else ["--ui-port", str(self.ui_port)]
        settings = {
            "ALLIEDSTACK_DATA_DIR": str(folder / "data"),
            "ALLIEDSTACK_API_RATE_PER_MINUTE": "1000000",
            "ALLIEDSTACK_API_WARM_UP": "0",  # most tests match nothing
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "serve", "--port", str(self.port), *shown, *options],
            env=os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"} | settings | environment,
            cwd=DATA.parent,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []

    def wait_ready(self) -> None:
        """Read what it says until it says that it is ready."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            line = self.process.stdout.readline()
            if not line:
                break
            self.said.append(line.strip())
            if line.startswith("Ready."):
                return
        raise AssertionError(f"not ready: {self.said} {(self.folder / 'server.log').read_text()[-3000:]}")

    @property
    def first_key(self) -> str | None:
        found = [re.search(r"ask_[0-9a-f]{10}_\S+", line) for line in self.said]
        return next((match[0] for match in found if match), None)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ask it to end; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(60)
        self.log.close()
        return code


def client(server: Server, key: str) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {key}"}, timeout=120.0, trust_env=False)


def sample_of_fedramp() -> bytes:
    whole = json.loads((DATA / "supply" / "fedramp_products_2025-01-30.json").read_text(encoding="utf-8"))
    return json.dumps(whole | {"products": whole["products"][:PRODUCTS]}).encode()


def sample_of_notices() -> bytes:
    lines = (DATA / "demand" / "ocds_uk_contracts_finder.jsonl").read_bytes().splitlines(keepends=True)
    return b"".join(lines[:NOTICES])


def upload(api: httpx.Client, name: str, content: bytes, **params: Any) -> dict[str, Any]:
    answer = api.post("/v1/ingest-runs", files={"file": (name, content)}, params={"wait": 30, **params})
    while answer.status_code == 202:
        time.sleep(0.2)
        answer = api.get(answer.headers["location"]) if "location" in answer.headers else answer
        if answer.json()["data"]["status"] in ("queued", "running"):
            where = f"/v1/jobs/{answer.json()['data']['id']}"
            answer = api.get(where)
            while answer.json()["data"]["status"] in ("queued", "running"):
                time.sleep(0.2)
                answer = api.get(where)
    assert answer.status_code == 200, answer.text
    job = answer.json()["data"]
    assert job["status"] == "done", job
    result: dict[str, Any] = job["result"]
    return result
