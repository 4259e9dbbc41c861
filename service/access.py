"""API keys and roles: who may ask what. A key is shown once; only an argon2id hash of its secret is kept."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from graph.errors import AlliedstackError, BadInput, NotFound

KEY_MARK = "ask"  # begins every key, so that scanners of leaked secrets can recognise one
PREFIX_LENGTH = 10  # characters of the public part; 5e17 values, so that look-up by it is unique
SECRET_BYTES = 32
DEFAULT_DAYS = 365
VERIFIED_SECONDS = 30.0  # how long a key is trusted without a look at its record; a revocation takes at most this long
_MOST_VERIFIED = 10_000  # verified keys kept in memory


class Role(StrEnum):
    """What a caller is. Order matters nowhere: each route names the roles it serves."""

    READER = "reader"
    OFFICER = "officer"
    COMPANY = "company"
    ADMIN = "admin"


class Unauthenticated(AlliedstackError):
    """Nobody, or nobody who can be told."""

    code = "unauthenticated"
    http_status = 401


class Forbidden(AlliedstackError):
    """Known, but not allowed."""

    code = "forbidden"
    http_status = 403


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key's record. Times are ISO 8601 in UTC; ``company`` names the company that a company key acts for."""

    prefix: str
    role: Role
    name: str
    secret_hash: str
    created_at: str
    expires_at: str
    company: str | None = None
    revoked_at: str | None = None
    replaced_by: str | None = None

    def usable(self, now: datetime) -> bool:
        return self.revoked_at is None and datetime.fromisoformat(self.expires_at) > now


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: ``subject`` is the key's prefix or the token's subject."""

    subject: str
    role: Role
    company: str | None = None
    name: str = ""


class KeyStore(Protocol):
    """Where key records live."""

    def get_key(self, prefix: str) -> ApiKey | None: ...

    def put_key(self, key: ApiKey) -> None: ...

    def list_keys(self) -> list[ApiKey]: ...


class Keys:
    """Create, check, rotate and revoke keys."""

    def __init__(
        self,
        store: KeyStore,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher or PasswordHasher()  # argon2id with the library's current recommended cost
        self._verified: dict[str, tuple[float, ApiKey]] = {}

    def create(
        self, role: Role, name: str = "", company: str | None = None, days: int = DEFAULT_DAYS
    ) -> tuple[str, ApiKey]:
        """A new key: the text to hand over (never seen again) and its record.

        Raises:
            BadInput: a company key without a company, or a term under one day.
        """
        if (role is Role.COMPANY) != (company is not None):
            raise BadInput(
                "A company key, and only that, names the company it acts for.", "Give --company ID with --role company."
            )
        if days < 1:
            raise BadInput(f"A key cannot expire in {days} days.", "Give at least 1.")
        now = self._clock()
        prefix = secrets.token_hex(PREFIX_LENGTH // 2)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        key = ApiKey(
            prefix=prefix,
            role=role,
            name=name,
            secret_hash=self._hasher.hash(secret),
            created_at=now.isoformat(),
            expires_at=(now + timedelta(days=days)).isoformat(),
            company=company,
        )
        self._store.put_key(key)
        return f"{KEY_MARK}_{prefix}_{secret}", key

    def check(self, text: str) -> Caller:
        """The caller whom ``text`` names.

        Raises:
            Unauthenticated: malformed, unknown, wrong, expired or revoked; the message does not say which.
        """
        remembered = self.remembered(text)
        if remembered is not None:
            return remembered
        mark, _, rest = text.partition("_")
        prefix, _, secret = rest.partition("_")
        key = self._store.get_key(prefix) if mark == KEY_MARK and len(prefix) == PREFIX_LENGTH else None
        if key is None or not key.usable(self._clock()) or not self._matches(text, key, secret):
            self._verified.pop(_digest(text), None)
            raise Unauthenticated("The key is not valid.", "Ask an administrator: alliedstack key create --role ROLE")
        if len(self._verified) >= _MOST_VERIFIED:
            self._verified.clear()
        self._verified[_digest(text)] = (time.monotonic() + VERIFIED_SECONDS, key)
        return _caller(key)

    def remembered(self, text: str) -> Caller | None:
        """The caller when this very key was verified a moment ago; None when it has to be checked (again)."""
        trusted = self._verified.get(_digest(text))
        if trusted is not None and trusted[0] > time.monotonic() and trusted[1].usable(self._clock()):
            return _caller(trusted[1])
        return None

    def _matches(self, text: str, key: ApiKey, secret: str) -> bool:
        """Whether the secret is the key's. Once argon2 said so, it holds for as long as the record has the same hash:
        to ask it again for every key each half minute would stop all answers for seconds."""
        verified = self._verified.get(_digest(text))
        if verified is not None and verified[1].secret_hash == key.secret_hash:
            return True
        try:
            return self._hasher.verify(key.secret_hash, secret)
        except (VerificationError, InvalidHashError):
            return False

    def revoke(self, prefix: str) -> ApiKey:
        """End a key now.

        Raises:
            NotFound: there is no such key.
        """
        key = self._known(prefix)
        if key.revoked_at is None:
            key = replace(key, revoked_at=self._clock().isoformat())
            self._store.put_key(key)
        for digest, (_, known) in list(self._verified.items()):
            if known.prefix == prefix:
                self._verified.pop(digest, None)
        return key

    def rotate(self, prefix: str, days: int = DEFAULT_DAYS) -> tuple[str, ApiKey]:
        """A successor with the same role; the old key ends at once."""
        old = self._known(prefix)
        text, new = self.create(old.role, old.name, old.company, days)
        self.revoke(prefix)
        self._store.put_key(replace(self._known(prefix), replaced_by=new.prefix))
        return text, new

    def list(self) -> list[ApiKey]:
        """Every key's record, oldest first."""
        return sorted(self._store.list_keys(), key=lambda key: (key.created_at, key.prefix))

    def _known(self, prefix: str) -> ApiKey:
        key = self._store.get_key(prefix)
        if key is None:
            raise NotFound(f"There is no key {prefix!r}.", "List them: alliedstack key list")
        return key


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _caller(key: ApiKey) -> Caller:
    return Caller(subject=key.prefix, role=key.role, company=key.company, name=key.name)
