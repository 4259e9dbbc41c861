"""Statements about results of screening and judgements. Values are always parameters.

``(Company)-[:MAY_BE]->(ScreenedParty)`` is drawn anew with every result of a company, so that the graph shows what the
last screening said; ``ScreeningResult`` keeps the whole result as JSON (``payload``), ``Judgement`` what a person said.
Unique constraints: ScreeningResult.subject, Judgement.id.
"""

from __future__ import annotations

SAVE_RESULTS = """
UNWIND $rows AS row
MERGE (r:ScreeningResult {subject: row.subject})
SET r.outcome = row.outcome, r.payload = row.payload
"""

DELETE_MAY_BE = """
UNWIND $subjects AS subject
MATCH (:Company {id: subject})-[m:MAY_BE]->(:ScreenedParty)
DELETE m
"""

DRAW_MAY_BE = """
UNWIND $rows AS row
MATCH (c:Company {id: row.subject}), (p:ScreenedParty {id: row.party})
MERGE (c)-[m:MAY_BE]->(p)
SET m.score = row.score, m.outcome = row.outcome, m.name = row.name, m.listed_name = row.listed_name,
    m.judgement = row.judgement, m.by = row.by, m.at = row.at, m.why = row.why
"""

SAVE_JUDGEMENT = """
UNWIND $rows AS row
MERGE (j:Judgement {id: row.id})
SET j += row
"""

MARK_MAY_BE = """
UNWIND $rows AS row
MATCH (c:Company {id: row.party})-[m:MAY_BE]->(p:ScreenedParty {list_id: row.list_id, entry: row.entry})
SET m.judgement = row.verdict, m.by = row.by, m.at = row.at, m.why = row.why
"""

READ_RESULTS = "MATCH (r:ScreeningResult) RETURN r.payload AS payload ORDER BY r.subject"

READ_JUDGEMENTS = "MATCH (j:Judgement) RETURN properties(j) AS row ORDER BY j.at, j.id"
