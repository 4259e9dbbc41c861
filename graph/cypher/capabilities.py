"""Statements about capabilities: the terms of the vocabulary, and the products that provide them."""

from __future__ import annotations

TERMS = "MATCH (c:Capability) RETURN c.id AS id, c.digest AS digest"

SAVE_TERMS = "UNWIND $rows AS row MERGE (c:Capability {id: row.id}) SET c = row"

FORGET_TERM_LINKS = "UNWIND $ids AS id MATCH (c:Capability {id: id})-[r:BROADER|AT_LAYER]->() DELETE r"

DRAW_BROADER = """
UNWIND $rows AS row
MATCH (a:Capability {id: row.start})
MATCH (b:Capability {id: row.end})
CREATE (a)-[:BROADER]->(b)
"""

DRAW_LAYER = """
UNWIND $rows AS row
MATCH (c:Capability {id: row.id})
MERGE (l:StackLayer {code: row.layer})
CREATE (c)-[:AT_LAYER]->(l)
"""

DELETE_TERMS = "UNWIND $ids AS id MATCH (c:Capability {id: id}) DETACH DELETE c"

UNREAD = """
MATCH (p:Product)
WHERE p.changed_in IS NOT NULL AND (p.capabilities_by IS NULL OR p.capabilities_by <> $by)
RETURN p.id AS id
"""

TEXTS = """
UNWIND $ids AS id
MATCH (p:Product {id: id})
RETURN p.id AS id, p.name AS name, coalesce(p.description, '') AS description
"""

# Only where the text is still the one that was read: another may have been written meanwhile.
MARK_READ = """
UNWIND $rows AS row
MATCH (p:Product {id: row.id})
WHERE p.name = row.name AND coalesce(p.description, '') = row.description
SET p.capabilities_by = $by
RETURN p.id AS id
"""

PROVIDED = """
UNWIND $ids AS id
MATCH (p:Product {id: id})-[r:PROVIDES]->(c:Capability)
RETURN p.id AS start, c.id AS end, properties(r) AS said
ORDER BY start, said.confidence DESC, end
"""

ERASE = """
UNWIND $rows AS row
MATCH (:Product {id: row.start})-[r:PROVIDES]->(:Capability {id: row.end})
DELETE r
"""

SAY_ANEW = """
UNWIND $rows AS row
MATCH (:Product {id: row.start})-[r:PROVIDES]->(:Capability {id: row.end})
SET r = row.said
"""

DRAW = """
UNWIND $rows AS row
MATCH (p:Product {id: row.start})
MATCH (c:Capability {id: row.end})
CREATE (p)-[r:PROVIDES]->(c)
SET r = row.said
"""

# The text changed: what was read out of the old one is no longer so, see graph.store.facts.
FORGET = "UNWIND $ids AS id MATCH (:Product {id: id})-[r:PROVIDES]->(:Capability) DELETE r"

AROUND_PRODUCT = """
MATCH (p:Product {id: $id})-[r:PROVIDES]->(c:Capability)
RETURN 'PROVIDES' AS kind, p.id AS start, p.name AS start_name, c.id AS capability, c.label AS name,
       r.evidence AS evidence
ORDER BY r.confidence DESC, capability LIMIT $most
"""

TERM = "MATCH (c:Capability {id: $id}) RETURN c.label AS label, c.layer AS layer"

PROVIDERS = """
MATCH (p:Product)-[r:PROVIDES]->(c:Capability {id: $id})
WHERE p.withdrawn_on IS NULL
RETURN 'PROVIDES' AS kind, p.id AS start, p.name AS start_name, c.id AS capability, c.label AS name,
       r.evidence AS evidence
ORDER BY r.confidence DESC, start LIMIT $most
"""

BROADER = """
MATCH (n:Capability)-[:BROADER]->(c:Capability)
WHERE n.id = $id OR c.id = $id
RETURN 'BROADER' AS kind, n.id AS start, n.label AS start_name, c.id AS capability, c.label AS name
ORDER BY start, capability
"""
