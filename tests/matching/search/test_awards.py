"""Awards: whose they are, where, and in which sector their words lie."""

from __future__ import annotations

from matching.search.corpus import Corpus


def test_an_award_shows_market_and_sector(corpus: Corpus) -> None:
    (award,) = corpus.awards["wheels"]
    assert (award.opportunity, award.countries, award.sectors) == ("o1", ("KE",), ("transport",))
    assert "acme" not in corpus.awards
