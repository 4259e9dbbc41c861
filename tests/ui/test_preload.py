"""What is fetched ahead is there in the installed Streamlit: another release may name its parts otherwise."""

from __future__ import annotations

from ui.parts.preload import CHARTS, TABLES, addresses


def test_each_part_is_found_once() -> None:
    for patterns in (TABLES, CHARTS):
        found = addresses(patterns)
        assert len(found) == len(patterns), found
        assert all(one.startswith("/static/js/") and one.endswith(".js") for one in found)
