"""Statements about packages. The node holds the whole package; the relationships show it in the graph."""

from __future__ import annotations

# The lock first, then the version: of two writers one sees the other.
LOCK = "MERGE (p:Package {id: $id}) ON CREATE SET p.version = 0 SET p.locked = true RETURN p.version AS version"

MISSING = """
UNWIND $rows AS row
OPTIONAL MATCH (c:Company {id: row.id}) WHERE row.label = 'Company' AND c.changed_in IS NOT NULL
OPTIONAL MATCH (p:Product {id: row.id}) WHERE row.label = 'Product' AND p.changed_in IS NOT NULL
OPTIONAL MATCH (o:Opportunity {id: row.id}) WHERE row.label = 'Opportunity' AND o.changed_in IS NOT NULL
WITH row, c, p, o
WHERE c IS NULL AND p IS NULL AND o IS NULL
RETURN row.label AS label, row.id AS id
"""

SAVE = "MATCH (p:Package {id: $row.id}) SET p += $row"

FORGET = """
MATCH (p:Package {id: $id})-[r:LED_BY|HAS_MEMBER|INCLUDES|TARGETS|ANSWERS]->()
DELETE r
"""

DRAW_ANCHOR = "MATCH (p:Package {id: $id}), (c:Company {id: $anchor}) CREATE (p)-[:LED_BY]->(c)"

DRAW_MEMBERS = """
UNWIND $rows AS row
MATCH (p:Package {id: $id}), (c:Company {id: row.company})
CREATE (p)-[r:HAS_MEMBER]->(c)
SET r = row.said
"""

DRAW_PRODUCTS = """
UNWIND $rows AS row
MATCH (p:Package {id: $id}), (c:Product {id: row.product})
CREATE (p)-[r:INCLUDES]->(c)
SET r = row.said
"""

DRAW_MARKETS = """
UNWIND $rows AS market
MERGE (m:Market {id: market})
WITH m
MATCH (p:Package {id: $id})
CREATE (p)-[:TARGETS]->(m)
"""

DRAW_OPPORTUNITY = "MATCH (p:Package {id: $id}), (o:Opportunity {id: $opportunity}) CREATE (p)-[:ANSWERS]->(o)"

GET = "MATCH (p:Package {id: $id}) WHERE p.version > 0 RETURN properties(p) AS row"

ALL = "MATCH (p:Package) WHERE p.version > 0 RETURN properties(p) AS row ORDER BY p.id"
