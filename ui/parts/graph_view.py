"""The graph around a thing, drawn by Cytoscape (st-link-analysis, which brings it along)."""

from __future__ import annotations

from typing import Any

from st_link_analysis import EdgeStyle, NodeStyle, st_link_analysis

from ui.client import Json

_ICONS = {"Company": "business", "Product": "inventory", "Market": "flag", "Opportunity": "campaign",
          "StackLayer": "storage"}  # fmt: skip
_SHADES = ("#22304f", "#40568d", "#6f86b8", "#777777", "#555555")
_MOST_LETTERS = 40  # of a name
_HEIGHT = 620  # pixels
_FEW = 60  # nodes whose names can all be read at once
# The component hides names that would be drawn small; here they are the point. More nodes show theirs when enlarged.
_NAMED = {"font-size": 15, "min-zoomed-font-size": 5, "text-wrap": "ellipsis", "text-max-width": "180px"}
_LAYOUT = {
    "name": "cose",
    "animate": False,  # what moves cannot be read
    "nodeDimensionsIncludeLabels": True,
    "boundingBox": {"x1": 0, "y1": 0, "w": 1_250, "h": 700},  # as wide as the page, or names become small
    "idealEdgeLength": 60,
    "nodeOverlap": 20,
}


class _Node(NodeStyle):  # type: ignore[misc]  # the component has no types
    """A kind of node whose names are large enough to be read."""

    def dump(self) -> dict[str, Any]:
        made: dict[str, Any] = super().dump()
        made["style"] |= _NAMED
        return made


def graph_view(data: Json) -> None:
    """Draw nodes and edges; each kind of node has a symbol, so that colour only repeats it."""
    kinds = sorted({node["kind"] for node in data["nodes"]})
    style = _Node if len(data["nodes"]) <= _FEW else NodeStyle
    elements = {
        "nodes": [
            {"data": {"id": n["id"], "label": n["kind"], "name": n["name"][:_MOST_LETTERS]}} for n in data["nodes"]
        ],
        "edges": [
            {"data": {"id": f"e{number}", "label": e["kind"], "source": e["source"], "target": e["target"]}}
            for number, e in enumerate(data["edges"])
        ],
    }
    nodes = [
        style(kind, _SHADES[number % len(_SHADES)], "name", _ICONS.get(kind, "circle"))
        for number, kind in enumerate(kinds)
    ]
    edges = [
        EdgeStyle(kind, caption="label", labeled=None, directed=True)
        for kind in sorted({e["kind"] for e in data["edges"]})
    ]
    st_link_analysis(elements, layout=_LAYOUT, node_styles=nodes, edge_styles=edges, height=_HEIGHT, key="graph")
