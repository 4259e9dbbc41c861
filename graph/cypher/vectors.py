"""Statements about vectors, which are kept in blocks: a few hundred products' float32 rows in one property.

One node a product would cost as much time to read as the products themselves; a block costs a four-hundredth of it.
"""

from __future__ import annotations

SAVE = "UNWIND $rows AS row MERGE (b:VectorBlock {id: row.id}) SET b += row"

HELD_OF = """
MATCH (b:VectorBlock {model: $model})
RETURN b.id AS id, b.dimension AS dimension, b.products AS products, b.keys AS keys, b.saved_in AS saved_in
ORDER BY saved_in, id
"""

HELD = """
MATCH (b:VectorBlock)
RETURN b.id AS id, b.model AS model, b.dimension AS dimension, b.products AS products, b.keys AS keys,
       b.saved_in AS saved_in
ORDER BY saved_in, id
"""

# Version by version: see graph.cypher.store.changed.
HELD_SINCE = """
UNWIND range($since + 1, $now) AS version
MATCH (b:VectorBlock {saved_in: version})
RETURN b.id AS id, b.model AS model, b.dimension AS dimension, b.products AS products, b.keys AS keys,
       b.saved_in AS saved_in
ORDER BY saved_in, id
"""

VALUES = "UNWIND $ids AS id MATCH (b:VectorBlock {id: id}) RETURN b.id AS id, b.value AS value"

COUNT = "MATCH (b:VectorBlock {model: $model}) RETURN count(b) AS blocks"

DELETE = "UNWIND $ids AS id MATCH (b:VectorBlock {id: id}) DELETE b"
