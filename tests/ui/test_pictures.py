"""Charts say what they were given."""

from __future__ import annotations

import re

from ui.pictures.heat import HeatRow, heat_map
from ui.pictures.sankey import sankey
from ui.pictures.shades import ink, luminance, shade
from ui.pictures.timeline import timeline
from ui.pictures.world import outlines, unfolded, world_map


def test_the_heat_map_writes_each_number_and_zero_where_nothing_is() -> None:
    rows = [HeatRow("Kenya", {"B": 3.0}, {"Notices": "7"}), HeatRow("<Chile>", {}, {})]
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t", heat_map(rows, {"A": "A Iron", "B": "B Data"}, ["Notices"], "n"))
    assert cells == ["", "A Iron", "B Data", "Notices", "Kenya", "0", "3", "7", "&lt;Chile&gt;", "0", "0", ""]


def test_a_shade_is_the_darker_the_more_and_its_writing_is_readable() -> None:
    lights = [luminance(shade(value, 1000.0)) for value in (0, 1, 5, 20, 100, 400, 1000)]
    assert lights == sorted(lights, reverse=True)
    for value in range(0, 1001, 10):
        pair = sorted((luminance(shade(value, 1000.0)), luminance(ink(value, 1000.0))))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, value  # WCAG 2.2, 1.4.3


def test_flows_go_from_requirement_through_product_to_company() -> None:
    trace = sankey([("r1", "p1", 0.5), ("r2", "p1", 0.0)], {"p1": "A"}, {"p1": "c1"}, {"p1": "Server"}).data[0]
    labels = list(trace.node.label)
    flows = [(labels[a], labels[b]) for a, b in zip(trace.link.source, trace.link.target, strict=True)]
    assert flows == [("r1", "A: Server"), ("A: Server", "c1"), ("r2", "A: Server"), ("A: Server", "c1")]
    assert min(trace.link.value) > 0  # a flow of no width could not be seen


def test_facts_stand_in_the_order_of_time_and_kinds_differ_in_their_mark() -> None:
    facts = [("2025-01-01", "Notices", "a <b>"), ("2027-02-01", "Runs", "b"), ("2026-03-01", "Notices", "c")]
    marks = re.findall(r'<path d="M([\d.]+),([\d.-]+)([^"]+)"><title>(.*?)</title>', timeline(facts, "When"))
    assert [one[3] for one in marks] == ["2025-01-01: a &lt;b&gt;", "2027-02-01: b", "2026-03-01: c"]
    assert float(marks[0][0]) < float(marks[2][0]) < float(marks[1][0])
    assert marks[0][2] == marks[2][2] != marks[1][2]
    assert marks[0][1] == marks[2][1] != marks[1][1]


def test_the_map_shades_countries_with_a_value() -> None:
    markup = world_map({"KE": 5.0, "RU": 1.0, "XX": 2.0}, {"KE": "Kenya <b>"}, "Products")
    assert set(re.findall(r"<title>(.*?)</title>", markup)) == {"Kenya &lt;b&gt;: 5", "RU: 1"}
    assert len(set(re.findall(r'<path d="[^"]+" fill="([^"]+)"', markup))) == 3
    assert 'aria-label="Products"' in markup


def test_a_small_country_gets_a_dot_of_its_own() -> None:
    assert "<circle" in world_map({"LU": 1.0}, {"LU": "Luxembourg"}, "n")
    assert "<circle" not in world_map({"BR": 1.0}, {"BR": "Brazil"}, "n")


def test_no_line_runs_across_the_world() -> None:
    for code, rings in outlines().items():
        for ring in rings:
            xs = unfolded(ring)
            for left, right, (_, south) in zip(xs, xs[1:], ring, strict=False):
                assert abs(left - right) < 180 or south < -57, code  # the map ends north of the pole
