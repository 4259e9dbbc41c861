"""Statements of the py2neo bridge. Labels and types are checked names, values are parameters."""

from __future__ import annotations

from graph.cypher.transfer import checked

PACKAGE = """
MATCH (p:Package {id: $id})
OPTIONAL MATCH (p)-[r:LED_BY|HAS_MEMBER|INCLUDES|TARGETS|ANSWERS]->(other)
OPTIONAL MATCH (other)-[offers:OFFERS]->(product:Product) WHERE (p)-[:INCLUDES]->(product)
OPTIONAL MATCH (other)-[provides:PROVIDES]->(capability:Capability)
RETURN p, r, other, offers, product, provides, capability
"""

TEAM = """
MATCH (a) WHERE (a:Company AND a.id IN $companies) OR (a:Product AND a.id IN $products)
OPTIONAL MATCH (a)-[r]->(b)
WHERE (b:Company AND b.id IN $companies) OR (b:Product AND b.id IN $products) OR b:StackLayer OR b:Capability
RETURN a, r, b
"""


def merge_nodes(labels: tuple[str, ...], key: str) -> str:
    first, *more = map(checked, labels)
    added = f" SET n:{':'.join(more)}" if more else ""
    return f"UNWIND $rows AS row MERGE (n:{first} {{{checked(key)}: row.key}}) SET n += row.properties{added}"


def merge_links(label: str, key: str, type_: str, to_label: str, to_key: str) -> str:
    return (
        f"UNWIND $rows AS row MATCH (a:{checked(label)} {{{checked(key)}: row.a}}) "
        f"MATCH (b:{checked(to_label)} {{{checked(to_key)}: row.b}}) "
        f"MERGE (a)-[r:{checked(type_)}]->(b) SET r += row.properties"
    )
