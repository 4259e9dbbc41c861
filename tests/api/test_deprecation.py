"""A route on its way out says so, in the document and in every answer, and for a year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from api.deprecation import EXTRA, Deprecated
from api.routing import EVERYBODY, Routes, Who
from service.access import Role

LEAVING = Deprecated(date(2026, 11, 1), date(2027, 11, 1), "/v2/companies")


@pytest.fixture(scope="module")
def leaving(make_world: Any) -> Any:
    """A world with a route of that kind in it."""
    world = make_world()

    @Routes(world.made.router, "old").get("/old", EVERYBODY, deprecated=LEAVING)
    def old_way(caller: Who) -> dict[str, str]:
        """The old way."""
        return {"subject": caller.subject}

    world.made.openapi_schema = None
    return world


def test_every_answer_of_it_tells_since_when_until_when_and_what_instead(leaving: Any) -> None:
    for headers, status in ((leaving.headers(Role.READER), 200), ({}, 401)):
        answer = leaving.client.get("/v1/old", headers=headers)
        assert answer.status_code == status
        deprecated = answer.headers["deprecation"]
        assert deprecated[0] == "@"  # a structured date, RFC 9651
        assert datetime.fromtimestamp(int(deprecated[1:]), UTC).date() == LEAVING.since
        assert parsedate_to_datetime(answer.headers["sunset"]).date() == LEAVING.sunset
        assert answer.headers["link"] == '</v2/companies>; rel="successor-version"'


def test_the_document_marks_it_and_its_headers(leaving: Any) -> None:
    operation = leaving.made.openapi()["paths"]["/v1/old"]["get"]
    assert operation["deprecated"] is True
    assert operation[EXTRA] == {"since": "2026-11-01", "sunset": "2027-11-01", "successor": "/v2/companies"}
    told = leaving.client.get("/v1/old", headers=leaving.headers()).headers
    described = operation["responses"]["200"]["headers"]
    assert {name: described[name]["schema"]["const"] for name in ("Deprecation", "Sunset", "Link")} == {
        name: told[name] for name in ("Deprecation", "Sunset", "Link")
    }


def test_other_routes_tell_nothing(leaving: Any) -> None:
    assert "deprecation" not in leaving.client.get("/v1/me", headers=leaving.headers()).headers
    assert "deprecated" not in leaving.made.openapi()["paths"]["/v1/me"]["get"]


def test_less_than_a_year_is_no_deprecation() -> None:
    with pytest.raises(ValueError, match="365 days"):
        Deprecated(date(2026, 11, 1), date(2027, 10, 31), "/v2/companies")
