"""What people want to be told: demand that a search or package fits, facts that went stale, lists that changed.

A look compares the graph with what the last look saw. Alerts have ids made of what they are about, so that a look that
was cut short, or two at once, tell nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from graph.errors import AlliedstackError, Conflict, NotFound
from service.freshness import stale_since
from service.records import Records
from service.saved_searches import SavedSearches, finder

if TYPE_CHECKING:
    from graph.catalogue import Catalogue
    from graph.model import Opportunity, ScreeningList
    from graph.model.package import Package
    from graph.records import Record
    from service.app import Alliedstack
    from service.snapshot import Snapshot

KIND = "alert"
STATE, STATE_ID = "alert_state", "state"
STAFF = "staff"  # the audience of what concerns everybody's work
LOOK_SECONDS = 60.0  # how often a server asks whether the graph has moved
_SHOWN_PRODUCTS = 5  # products named in an alert about a package


class AlertKind(StrEnum):
    NEW_OPPORTUNITY = "new_opportunity"  # one that a saved search asks for
    PACKAGE_FITS = "package_fits"  # a new opportunity that products of a package fit
    FACTS_STALE = "facts_stale"  # a source whose facts count as not known from now on
    LIST_CHANGED = "list_changed"  # a screening list with a new copy


@dataclass(frozen=True, slots=True)
class Alert:
    """``audience``: a subject, ``company:ID``, or ``staff``. ``subject``: the opportunity, source or list it is about;
    ``related``: the search or package. ``seen_by``: subjects who marked it."""

    id: str
    kind: AlertKind
    audience: str
    subject: str
    related: str
    message: str
    at: str
    seen_by: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the last look saw. ``opportunities``: short hashes of ids; ``lists``: id to hash of the copy."""

    catalogue: int
    day: str
    opportunities: frozenset[str]
    lists: Mapping[str, str]
    stale: frozenset[str]


class Alerts:
    """Told alerts, and looking for new ones."""

    def __init__(
        self,
        app: Alliedstack,
        records: Records,
        packages: Callable[[], Sequence[Package]],
        lists: Callable[[], Sequence[ScreeningList]],
        now: Callable[[], str],
    ) -> None:
        self._app = app
        self._records = records
        self._packages = packages
        self._lists = lists
        self._now = now

    def page(self, audiences: Sequence[str], after: str | None, limit: int) -> Sequence[Alert]:
        """Alerts for any of the audiences, by id."""
        found: dict[str, Alert] = {}
        for audience in audiences:
            for record in self._records.list(KIND, after=after, limit=limit, owner=audience):
                found[record.id] = _alert(record)
        return [found[key] for key in sorted(found)][:limit]

    def seen(self, alert_id: str, audiences: Sequence[str], by: str) -> Alert:
        """Mark an alert as seen by somebody.

        Raises:
            NotFound: there is none for these audiences.
        """
        while True:
            record = self._records.get(KIND, alert_id)
            if record is None or record.owner not in audiences:
                raise NotFound(f"There is no alert {alert_id!r}.", "List yours: GET /v1/alerts")
            alert = _alert(record)
            if by in alert.seen_by:
                return alert
            body = {**record.body, "seen_by": [*alert.seen_by, by]}
            try:
                return _alert(
                    self._records.put(KIND, alert_id, body, owner=record.owner, expected_version=record.version)
                )
            except Conflict:  # somebody else marked it in this moment
                continue

    def due(self) -> bool:
        """Whether the graph or the day moved since the last look."""
        held = self._records.get(STATE, STATE_ID)
        if held is None:
            return True
        return (held.body["catalogue"], held.body["day"]) != (self._app.snapshot().version, str(self._app.today()))

    def look_if_due(self) -> int:
        """Look when the graph or the day moved; how many alerts."""
        return self.look() if self.due() else 0

    def look(self) -> int:
        """Tell what is new since the last look; how many alerts. The first look tells nothing: all would be new."""
        snapshot, today = self._app.snapshot(), self._app.today()
        held = self._records.get(STATE, STATE_ID)
        lists = {one.id: one for one in self._lists()}
        now = Seen(
            catalogue=snapshot.version,
            day=str(today),
            opportunities=frozenset(_short(key) for key in snapshot.catalogue.opportunities),
            lists={key: one.sha256 for key, one in lists.items()},
            stale=frozenset(_stale(snapshot.catalogue, today)),
        )
        told = 0
        if held is not None:
            before = _seen(held)
            told = sum(self._tell(alert) for alert in self._new(snapshot, before, now, lists))
        body = {
            "catalogue": now.catalogue,
            "day": now.day,
            "opportunities": sorted(now.opportunities),
            "lists": dict(now.lists),
            "stale": sorted(now.stale),
        }
        self._records.put(STATE, STATE_ID, body)
        return told

    def _new(self, snapshot: Snapshot, before: Seen, now: Seen, lists: Mapping[str, ScreeningList]) -> Iterable[Alert]:
        catalogue = snapshot.catalogue
        fresh = [one for key, one in catalogue.opportunities.items() if _short(key) not in before.opportunities]
        yield from self._for_searches(catalogue, fresh)
        yield from self._for_packages(snapshot, fresh)
        for key in sorted(now.stale - before.stale):
            source = catalogue.sources[key]
            text = f"The copy of {source.dataset} of {source.retrieved_at} is too old: its facts count as not known."
            yield self._alert(AlertKind.FACTS_STALE, STAFF, key, "", text)
        for key, sha256 in sorted(now.lists.items()):
            if before.lists.get(key) != sha256:
                text = f"{lists[key].name} has a new copy ({lists[key].published or 'no date stated'})."
                yield self._alert(AlertKind.LIST_CHANGED, STAFF, key, sha256, text)

    def _for_searches(self, catalogue: Catalogue, fresh: Sequence[Opportunity]) -> Iterable[Alert]:
        for search in SavedSearches(self._records).all() if fresh else ():
            try:
                fits = finder(search.terms, catalogue)
            except NotFound:  # its market is gone; its owner sees that when he runs it
                continue
            for one in filter(fits, fresh):
                text = f"New for your search {search.terms.name!r}: {one.title}"
                yield self._alert(AlertKind.NEW_OPPORTUNITY, search.owner, one.id, search.id, text)

    def _for_packages(self, snapshot: Snapshot, fresh: Sequence[Opportunity]) -> Iterable[Alert]:
        from service.demand import demand_of
        from service.packages.lifecycle import OFFERED, expired

        today = self._app.today()
        live = [p for p in self._packages() if p.status in OFFERED and not expired(p, today)] if fresh else []
        for one in fresh if live else ():
            try:
                fits = demand_of(self._app, snapshot, one).fits
            except AlliedstackError:  # a notice without readable text fits nothing
                continue
            for package in live:
                yield from self._package_fits(snapshot, package, one, fits)

    def _package_fits(
        self, snapshot: Snapshot, package: Package, one: Opportunity, fits: Mapping[str, float]
    ) -> Iterable[Alert]:
        markets = [snapshot.catalogue.markets[key] for key in package.markets if key in snapshot.catalogue.markets]
        countries = {country for market in markets for country in market.countries}
        there = "global" in package.markets or not countries.isdisjoint(one.countries)
        products = [p.product for p in package.products if p.product in fits]
        if not there or not products:
            return
        names = ", ".join(snapshot.catalogue.products[key].name for key in products[:_SHOWN_PRODUCTS])
        text = f"{package.title}: {names} may serve the new notice {one.title!r}."
        companies = dict.fromkeys(filter(None, (package.owner_company, package.anchor)))
        for audience in (STAFF, *(f"company:{company}" for company in companies)):
            yield self._alert(AlertKind.PACKAGE_FITS, audience, one.id, package.id, text)

    def _alert(self, kind: AlertKind, audience: str, subject: str, related: str, message: str) -> Alert:
        key = hashlib.sha256("\x1f".join((kind, audience, subject, related)).encode()).hexdigest()[:32]
        return Alert(key, kind, audience, subject, related, message, self._now())

    def _tell(self, alert: Alert) -> bool:
        """Whether it is new."""
        body = asdict(alert)
        del body["id"], body["audience"], body["version"]
        try:
            self._records.put(KIND, alert.id, body, owner=alert.audience, expected_version=0)
        except Conflict:
            return False
        return True


def _stale(catalogue: Catalogue, today: date) -> Iterable[str]:
    for key, source in catalogue.sources.items():
        since = stale_since(source)
        if since is not None and since <= today:
            yield key


def _short(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


def _seen(record: Record) -> Seen:
    body: Mapping[str, Any] = record.body
    return Seen(
        int(body["catalogue"]),
        str(body["day"]),
        frozenset(body["opportunities"]),
        dict(body["lists"]),
        frozenset(body["stale"]),
    )


def _alert(record: Record) -> Alert:
    body = dict(record.body)
    return Alert(
        id=record.id,
        kind=AlertKind(body["kind"]),
        audience=record.owner,
        subject=body["subject"],
        related=body["related"],
        message=body["message"],
        at=body["at"],
        seen_by=tuple(body["seen_by"]),
        version=record.version,
    )
