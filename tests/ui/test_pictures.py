"""Charts say what they were given."""

from __future__ import annotations

import math

from ui.pictures.heat import heat_map
from ui.pictures.sankey import sankey
from ui.pictures.timeline import timeline
from ui.pictures.world import outlines, world_map


def test_the_heat_map_writes_each_number_and_zero_where_nothing_is() -> None:
    trace = heat_map(["Kenya", "Chile"], ["A", "B"], {("Kenya", "B"): 3.0}, "n").data[0]
    assert [list(row) for row in trace.z] == [[0.0, 3.0], [0.0, 0.0]]
    assert trace.texttemplate == "%{z:.0f}"


def test_flows_go_from_requirement_through_product_to_company() -> None:
    trace = sankey([("r1", "p1", 0.5), ("r2", "p1", 0.0)], {"p1": "A"}, {"p1": "c1"}, {"p1": "Server"}).data[0]
    labels = list(trace.node.label)
    flows = [(labels[a], labels[b]) for a, b in zip(trace.link.source, trace.link.target, strict=True)]
    assert flows == [("r1", "Server"), ("Server", "c1"), ("r2", "Server"), ("Server", "c1")]
    assert min(trace.link.value) > 0  # a flow of no width could not be seen


def test_kinds_of_facts_differ_in_their_mark() -> None:
    figure = timeline([("2025-01-01", "Notices", "a"), ("2025-02-01", "Runs", "b"), ("2025-03-01", "Notices", "c")])
    assert [list(trace.x) for trace in figure.data] == [["2025-01-01", "2025-03-01"], ["2025-02-01"]]
    assert len({trace.marker.symbol for trace in figure.data}) == 2


def test_the_map_shades_countries_with_a_value_and_draws_no_line_across_the_world() -> None:
    figure = world_map({"KE": 5.0, "RU": 1.0, "XX": 2.0}, {"KE": "Kenya"}, "Products")
    shapes = {trace.name: trace for trace in figure.data if trace.name is not None}
    assert {"Kenya: 5", "RU: 1", ""} == shapes.keys()
    assert len({trace.fillcolor for trace in shapes.values()}) == 3
    assert len(shapes[""].x) > len(outlines())  # everybody else, in one shape
    for words, trace in shapes.items():
        for left, right, south in zip(trace.x, trace.x[1:], trace.y, strict=False):
            if left is None or right is None or south is None or math.isnan(left) or math.isnan(right):
                continue
            assert abs(left - right) < 180 or south < -58, words  # the map ends north of the pole
