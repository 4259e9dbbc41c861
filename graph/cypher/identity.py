"""Statements about who is who. Values are always parameters.

A merge is the property ``merged_into`` on the company that gave way; ``IdentityMerge``, ``IdentityDecision`` and
``IdentityReview`` nodes keep why. Each needs a unique constraint on ``id``.
"""

from __future__ import annotations

SAVE_MERGES = """
UNWIND $rows AS row
MATCH (c:Company {id: row.merged})
SET c.merged_into = row.into, c.changed_in = $version
MERGE (m:IdentityMerge {id: row.id})
SET m += row
"""

KEEP_UNDONE_MERGE = """
UNWIND $rows AS row
MATCH (c:Company {id: row.merged})
REMOVE c.merged_into
SET c.changed_in = $version
MERGE (m:IdentityMerge {id: row.id})
SET m += row
"""

SAVE_DECISIONS = """
UNWIND $rows AS row
MERGE (d:IdentityDecision {id: row.id})
SET d += row
"""

DELETE_REVIEWS = "MATCH (r:IdentityReview) DETACH DELETE r"

DELETE_REVIEWS_OF = "UNWIND $ids AS id MATCH (r:IdentityReview {id: id}) DETACH DELETE r"

SAVE_REVIEWS = """
UNWIND $rows AS row
MERGE (r:IdentityReview {id: row.id})
SET r += row
"""

READ_MERGES = "MATCH (m:IdentityMerge) RETURN properties(m) AS row ORDER BY m.at, m.id"

READ_DECISIONS = "MATCH (d:IdentityDecision) RETURN properties(d) AS row ORDER BY d.at, d.id"

READ_REVIEWS = "MATCH (r:IdentityReview) RETURN properties(r) AS row ORDER BY r.score DESC, r.id"

COUNT_COMPANIES = "MATCH (c:Company) WHERE c.id IN $ids AND c.changed_in IS NOT NULL RETURN count(c) AS found"
