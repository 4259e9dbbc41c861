"""Statements of the typed store. Labels, relationship types and property names are ours; values are parameters.

Every change of a fact happens under :data:`BUMP`, which locks the version node: writers go one after the other, and
``changed_in`` never runs ahead of what a reader can see.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from graph.rows.kinds import LINKED

VERSION = """
OPTIONAL MATCH (v:GraphVersion {id: 'catalogue'})
RETURN coalesce(v.value, 0) AS version, coalesce(v.vectors, 0) AS vectors, coalesce(v.epoch, '') AS epoch,
       coalesce(v.writes, 0) AS writes
"""

# Setting a property first takes the lock before the number is read. The epoch tells this graph from the one that was
# there before it was emptied, whose versions counted from 1 as well.
BUMP = """
MERGE (v:GraphVersion {id: 'catalogue'})
ON CREATE SET v.epoch = $epoch
SET v.locked = true
WITH v
SET v.writes = coalesce(v.writes, 0) + 1, v.value = coalesce(v.value, 0) + $facts,
    v.vectors = coalesce(v.vectors, 0) + $vectors
RETURN v.value AS version, v.vectors AS vectors, v.epoch AS epoch, v.writes AS writes
"""

SAVE_SOURCE = "MERGE (s:Source {id: $row.id}) SET s += $row, s.changed_in = $version"

READ_SOURCES = "MATCH (s:Source) WHERE s.changed_in IS NOT NULL RETURN properties(s) AS row ORDER BY s.id"

READ_SOURCE = "MATCH (s:Source {id: $id}) WHERE s.changed_in IS NOT NULL RETURN properties(s) AS row"

SAVE_RUN = """
MERGE (r:IngestRun {id: $row.id}) SET r += $row
MERGE (s:Source {id: $row.source_id})
MERGE (r)-[:READ]->(s)
"""

READ_RUNS = "MATCH (r:IngestRun) RETURN properties(r) AS row ORDER BY r.started, r.id"

SAVE_REQUIREMENTS = "UNWIND $rows AS row MERGE (q:Requirement {id: row.id}) SET q = row"

DELETE_REQUIREMENTS = "UNWIND $ids AS id MATCH (q:Requirement {id: id}) DETACH DELETE q"

SAVE_LAYERS = "UNWIND $rows AS row MERGE (l:StackLayer {code: row.code}) SET l += row"

COUNT_LAYERS = "MATCH (l:StackLayer) WHERE l.name IS NOT NULL RETURN count(l) AS found"


def columns(variable: str, names: Iterable[str]) -> str:
    """``[n.id, n.name, ...]``: a row as a list costs the driver a third of what named values do."""
    return f"[{', '.join(f'{variable}.{name}' for name in names)}]"


@cache
def state(label: str) -> str:
    """What is held under ``$ids``, to tell new from changed from unchanged."""
    more = "".join(f", n.{name} AS {name}" for name in LINKED.get(label, ()))
    return f"""
UNWIND $ids AS id
MATCH (n:{label} {{id: id}})
RETURN n.id AS id, n.print AS print, n.sources AS sources, n.datasets AS datasets, n.changed_in AS changed_in,
       n.withdrawn_on AS withdrawn_on{more}
"""


@cache
def put(label: str) -> str:
    """Write nodes with their first source; a product with its maker and layer, which every product has."""
    extra = (
        "\nMERGE (c:Company {id: row.company})\nMERGE (l:StackLayer {code: row.layer})"
        "\nCREATE (c)-[:OFFERS]->(n)\nCREATE (n)-[:AT_LAYER]->(l)"
        if label == "Product"
        else ""
    )
    return f"""
UNWIND $rows AS row
MERGE (n:{label} {{id: row.id}})
SET n += row.node
MERGE (s:Source {{id: row.source}})
CREATE (n)-[:STATED_BY {{locator: row.locator}}]->(s){extra}
"""


@cache
def state_more(label: str) -> str:
    """Further sources of a fact. The copies that stated it earlier stay: they did."""
    return f"""
UNWIND $rows AS row
MATCH (n:{label} {{id: row.id}})
WHERE NOT EXISTS {{ (n)-[:STATED_BY {{locator: row.locator}}]->(:Source {{id: row.source}}) }}
MERGE (s:Source {{id: row.source}})
CREATE (n)-[:STATED_BY {{locator: row.locator}}]->(s)
"""


@cache
def erase(edge: tuple[str, str, str]) -> str:
    """Take away edges that a record drew, but none that others state."""
    kind, start, end = edge
    return f"""
UNWIND $rows AS row
MATCH (a:{start} {{{_key(start)}: row.start}})-[r:{kind}]->(b:{end} {{{_key(end)}: row.end}})
WHERE r.linked IS NULL
DELETE r
"""


@cache
def touch(label: str) -> str:
    """Write over nodes that are there."""
    return f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n += row.node"


def _key(label: str) -> str:
    return "code" if label == "StackLayer" else "id"


@cache
def draw(edge: tuple[str, str, str]) -> str:
    """Draw edges of one kind. An end that is not known yet is made, without a name, until its own record comes."""
    kind, start, end = edge
    return f"""
UNWIND $rows AS row
MERGE (a:{start} {{{_key(start)}: row.start}})
MERGE (b:{end} {{{_key(end)}: row.end}})
CREATE (a)-[r:{kind}]->(b)
SET r = row.said
"""


@cache
def forget_linked(label: str, kinds: str) -> str:
    """Take away the links of ``$ids`` that other records state, to draw them as they are now."""
    return f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[r:{kinds}]->() WHERE r.linked = true DELETE r"


@cache
def linked(label: str) -> str:
    """Every node that keeps links which other records state."""
    names = tuple(LINKED[label])
    more = "".join(f", n.{name} AS {name}" for name in names)
    return f"MATCH (n:{label}) WHERE {' OR '.join(f'n.{name} IS NOT NULL' for name in names)} RETURN n.id AS id{more}"


@cache
def set_links(label: str) -> str:
    """Keep links on the node that they are about; a node without a record of its own stays out of the catalogue."""
    return f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row.node"


@cache
def held(label: str, names: tuple[str, ...]) -> str:
    return f"""
UNWIND $ids AS id
MATCH (n:{label} {{id: id}})
WHERE n.changed_in IS NOT NULL
RETURN {columns("n", names)} AS row
"""


@cache
def live(label: str) -> str:
    return f"MATCH (n:{label}) WHERE n.withdrawn_on IS NULL AND $dataset IN n.datasets RETURN n.id AS id"


@cache
def count_of(label: str) -> str:
    return f"MATCH (n:{label}) RETURN count(n) AS n"


@cache
def ids_of(label: str, withdrawn: bool, collected: bool) -> str:
    """Ids of what is in force, or was on ``$day`` (null: today); ``withdrawn``: of the others too."""
    in_force = "" if withdrawn else " AND (n.withdrawn_on IS NULL OR n.withdrawn_on > $day)"
    wanted = "collect(n.id)" if collected else "n.id"
    return f"MATCH (n:{label}) WHERE n.changed_in IS NOT NULL{in_force} RETURN {wanted} AS ids"


@cache
def values_of(label: str, names: tuple[str, ...]) -> str:
    """The values of ``$ids``, all in one row."""
    return f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN collect({columns('n', names)}) AS rows"


@cache
def changed(label: str, names: tuple[str, ...]) -> str:
    """What was written after version ``$since``. Equality, version by version: the embedded engine's planner walks
    through a quarter of a label for the same question asked with ``>``."""
    return f"""
UNWIND range($since + 1, $now) AS version
MATCH (n:{label} {{changed_in: version}})
RETURN {columns("n", names)} AS row
"""
