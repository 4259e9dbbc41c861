"""Statements over the native vector and full-text indexes. Names come from ``graph.schema``, values are parameters."""

from __future__ import annotations

PUT_VECTORS = """
UNWIND $rows AS row
MATCH (n:Product {id: row.id})
SET n.vector = row.vector, n.vector_key = row.key, n.vector_model = $model
RETURN count(n) AS found
"""

FORGET_VECTORS = """
MATCH (n:Product) WHERE n.vector IS NOT NULL
WITH n LIMIT $limit
REMOVE n.vector, n.vector_key, n.vector_model
RETURN count(n) AS done
"""

INDEXED = "MATCH (n:Product) WHERE n.vector_model = $model RETURN count(n) AS count"

KEYS = """
MATCH (n:Product)
WHERE n.changed_in IS NOT NULL AND n.withdrawn_on IS NULL
RETURN n.id AS id, CASE WHEN n.vector_model = $model THEN n.vector_key END AS key
"""

VECTORS = """
UNWIND $ids AS id
MATCH (n:Product {id: id})
WHERE n.vector_model = $model
RETURN id, n.vector_key AS key, n.vector AS vector
"""

INDEX_PROPERTIES = "SHOW INDEXES YIELD name, properties WHERE name = $name RETURN properties"

_WANTED = "node.vector_model = $model AND ($layers IS NULL OR node.layer IN $layers) AND node.withdrawn_on IS NULL"

# Filters after the search: the caller asks for more than it needs, and again for more yet where too few are left.
NEAREST_THEN_FILTER = f"""
CALL db.index.vector.queryNodes('product_vector', $fetch, $vector) YIELD node, score
WITH node, score, {_WANTED} AS wanted
RETURN node.id AS id, score, wanted
ORDER BY score DESC, id
"""

# Filters inside of the index: a server that speaks Cypher 25, see graph.dialect.
_SEARCH = """
CYPHER 25
MATCH (node:Product)
SEARCH node IN (VECTOR INDEX product_vector FOR $vector WHERE {inside} LIMIT $fetch) SCORE AS score
RETURN node.id AS id, score, node.withdrawn_on IS NULL AS wanted
ORDER BY score DESC, id
"""
NEAREST = _SEARCH.format(inside="node.vector_model = $model")
NEAREST_OF_LAYERS = _SEARCH.format(inside="node.vector_model = $model AND node.layer IN $layers")

WORDS = """
CALL db.index.fulltext.queryNodes('product_text', $words, {limit: $fetch}) YIELD node, score
RETURN node.id AS id, score,
       ($layers IS NULL OR node.layer IN $layers) AND node.withdrawn_on IS NULL AS wanted
ORDER BY score DESC, id
"""
