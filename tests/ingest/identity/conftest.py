from __future__ import annotations

import pytest

from ingest.identity.model import NameScorer
from matching.rules.screening.likeness import CompanyNames
from service.names import name_matcher


@pytest.fixture(scope="session")
def scorer() -> NameScorer:
    return CompanyNames(name_matcher())
