"""API keys: shown once, kept as argon2id, with an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher

from graph.errors import BadInput, NotFound
from service.access import VERIFIED_SECONDS, ApiKey, Keys, Role, Unauthenticated


class Store:
    def __init__(self) -> None:
        self.keys: dict[str, ApiKey] = {}

    def get_key(self, prefix: str) -> ApiKey | None:
        return self.keys.get(prefix)

    def put_key(self, key: ApiKey) -> None:
        self.keys[key.prefix] = key

    def list_keys(self) -> list[ApiKey]:
        return list(self.keys.values())


def test_only_an_argon2id_hash_is_kept() -> None:
    store = Store()
    text, key = Keys(store).create(Role.READER)
    secret = text.split("_", 2)[2]
    assert store.keys[key.prefix].secret_hash.startswith("$argon2id$")
    assert secret not in str(store.keys)
    assert len(secret) >= 43  # 32 random bytes


def test_a_key_is_checked_by_all_of_it() -> None:
    keys = Keys(Store())
    text, key = keys.create(Role.OFFICER, "Nairobi")
    caller = keys.check(text)
    assert (caller.subject, caller.role, caller.name) == (key.prefix, Role.OFFICER, "Nairobi")
    for wrong in (text[:-1], text + "x", text.replace("ask_", "ksa_"), key.prefix, "", "_", "__"):
        with pytest.raises(Unauthenticated):
            keys.check(wrong)


def test_an_expired_key_is_refused_even_when_it_was_just_verified() -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    keys = Keys(Store(), clock=lambda: now[0])
    text, _ = keys.create(Role.READER, days=1)
    keys.check(text)
    now[0] += timedelta(days=1)
    with pytest.raises(Unauthenticated):
        keys.check(text)


def test_rotation_ends_the_old_key_and_names_the_new() -> None:
    store = Store()
    keys = Keys(store)
    text, key = keys.create(Role.COMPANY, company="c")
    new_text, new = keys.rotate(key.prefix)
    assert keys.check(new_text).company == "c"
    assert store.keys[key.prefix].replaced_by == new.prefix
    with pytest.raises(Unauthenticated):
        keys.check(text)


def test_what_cannot_be() -> None:
    keys = Keys(Store())
    with pytest.raises(BadInput):
        keys.create(Role.COMPANY)
    with pytest.raises(BadInput):
        keys.create(Role.READER, company="c")
    with pytest.raises(BadInput):
        keys.create(Role.READER, days=0)
    with pytest.raises(NotFound):
        keys.revoke("0123456789")


class CountingHasher(PasswordHasher):
    """Counts how often argon2 is asked."""

    asked = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.asked += 1
        return super().verify(hash, password)


def test_a_key_is_hashed_once_and_its_record_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("service.access.time.monotonic", lambda: now[0])
    store, hasher = Store(), CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    keys = Keys(store, hasher=hasher)
    text, key = keys.create(Role.READER)
    for _ in range(3):
        keys.check(text)
        now[0] += VERIFIED_SECONDS + 1
    assert hasher.asked == 1
    store.keys[key.prefix] = replace(key, revoked_at="2026-01-01T00:00:00+00:00")  # by another process
    with pytest.raises(Unauthenticated):
        keys.check(text)


def test_another_hash_under_the_same_prefix_is_asked_of_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("service.access.time.monotonic", lambda: now[0])
    store, hasher = Store(), CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    keys = Keys(store, hasher=hasher)
    text, key = keys.create(Role.READER)
    keys.check(text)
    store.keys[key.prefix] = replace(key, secret_hash=hasher.hash("something else"))
    now[0] += VERIFIED_SECONDS + 1
    with pytest.raises(Unauthenticated):
        keys.check(text)
    assert keys.remembered(text) is None


def test_ending_one_key_leaves_the_others_known() -> None:
    keys = Keys(Store(), hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    kept, _ = keys.create(Role.READER)
    ended, key = keys.create(Role.READER)
    keys.check(kept), keys.check(ended)
    keys.revoke(key.prefix)
    assert keys.remembered(kept) is not None
    assert keys.remembered(ended) is None
