"""API keys among the program's records. A key's record holds the hash of its secret, never the secret."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from service.access import ApiKey, Role
from service.records import Records

KIND = "api_key"


class RecordKeys:
    """Implements ``service.access.KeyStore``."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def get_key(self, prefix: str) -> ApiKey | None:
        record = self._records.get(KIND, prefix) if prefix.isprintable() and prefix else None
        return None if record is None else _key(dict(record.body))

    def put_key(self, key: ApiKey) -> None:
        self._records.put(KIND, key.prefix, asdict(key))

    def list_keys(self) -> list[ApiKey]:
        return [_key(dict(record.body)) for record in self._records.scan(KIND)]


def _key(body: dict[str, Any]) -> ApiKey:
    return ApiKey(**{**body, "role": Role(body["role"])})
