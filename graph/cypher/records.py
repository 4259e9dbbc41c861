"""Statements about the program's own records: versioned JSON by kind and id. They never move the graph's version.

A record's node id is its kind and its id, joined by a character that neither may hold; so the records of a kind stand
together in the index, sorted by id.
"""

from __future__ import annotations

GET = "MATCH (r:Record {id: $id}) RETURN properties(r) AS row"

# Setting a property takes the lock before the version is looked at, so that of two writers one sees the other.
LOCK = "MERGE (r:Record {id: $id}) ON CREATE SET r.version = 0 SET r.locked = true RETURN properties(r) AS row"

SAVE = "UNWIND $rows AS row MERGE (r:Record {id: row.id}) SET r += row"

DELETE = "MATCH (r:Record {id: $id}) DELETE r"

PAGE = """
MATCH (r:Record)
WHERE r.id > $after AND r.id < $before AND r.version > 0
RETURN properties(r) AS row
ORDER BY r.id
LIMIT $limit
"""

PAGE_OF_OWNER = """
MATCH (r:Record)
WHERE r.id > $after AND r.id < $before AND r.version > 0 AND r.owner = $owner
RETURN properties(r) AS row
ORDER BY r.id
LIMIT $limit
"""

# The counter of a log is a record of its own, locked for as long as its entries are being written.
NEXT = """
MERGE (r:Record {id: $id})
ON CREATE SET r.next = 0
SET r.locked = true
WITH r
SET r.next = coalesce(r.next, 0) + $count
RETURN r.next AS next
"""
