"""Statements about the schema and its history. Names of labels and properties come from ``graph.schema`` only."""

from __future__ import annotations

READ_MIGRATIONS = """
MATCH (m:Migration)
RETURN m.number AS number, m.name AS name, m.checksum AS checksum, m.at AS at
ORDER BY m.number
"""

KEEP_MIGRATION = """
MERGE (m:Migration {number: $number})
ON CREATE SET m.name = $name, m.checksum = $checksum, m.at = $at
RETURN m.at = $at AS ours
"""

TAKE_TURN = """
MERGE (t:MigrationTurn {id: 'turn'})
SET t.taken = coalesce(t.taken, 0) + 1
RETURN t.taken AS taken
"""

HAS_MIGRATION = "MATCH (m:Migration {number: $number}) RETURN count(m) AS found"

SHOW_INDEXES = "SHOW INDEXES YIELD name, type, state, labelsOrTypes, properties"

AWAIT_INDEXES = "CALL db.awaitIndexes($seconds)"

COUNT_BY_LABEL = "MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS count ORDER BY label"

COUNT_NODES = "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $bookkeeping) RETURN count(n) AS count"

COUNT_BY_TYPE = "MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS count ORDER BY type"

TYPES_SQL = "SELECT name, records FROM schema:types WHERE records > 0"

DELETE_SOME = "MATCH (n) WHERE NOT n:Migration WITH n LIMIT $limit DETACH DELETE n RETURN count(*) AS deleted"


def unique(name: str, label: str, property: str) -> str:
    return f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{property} IS UNIQUE"


def range_index(name: str, label: str, property: str) -> str:
    return f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{property})"


def vector_index(name: str, label: str, property: str, dimensions: int, filters: tuple[str, ...]) -> str:
    """With ``filters``: for servers that speak Cypher 25 and filter inside of the index."""
    options = f"OPTIONS {{indexConfig: {{`vector.dimensions`: {dimensions}, `vector.similarity_function`: 'cosine'}}}}"
    if not filters:
        return f"CREATE VECTOR INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{property}) {options}"
    inside = ", ".join(f"n.{key}" for key in filters)
    return (
        f"CYPHER 25 CREATE VECTOR INDEX {name} IF NOT EXISTS FOR (n:{label}) ON n.{property} WITH [{inside}] {options}"
    )


def fulltext_index(name: str, label: str, properties: tuple[str, ...]) -> str:
    each = ", ".join(f"n.{key}" for key in properties)
    return f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{label}) ON EACH [{each}]"


def vector_index_sql(name: str, label: str, property: str, dimensions: int) -> tuple[str, ...]:
    """The embedded engine's own SQL: the property before the index."""
    return (
        f"CREATE VERTEX TYPE {label} IF NOT EXISTS",
        f"CREATE PROPERTY {label}.{property} IF NOT EXISTS ARRAY_OF_FLOATS",
        f"CREATE INDEX {name} IF NOT EXISTS ON {label} ({property}) LSM_VECTOR "
        f"METADATA {{dimensions: {dimensions}, similarity: 'COSINE'}}",
    )


def fulltext_index_sql(name: str, label: str, properties: tuple[str, ...]) -> tuple[str, ...]:
    return (
        f"CREATE VERTEX TYPE {label} IF NOT EXISTS",
        *(f"CREATE PROPERTY {label}.{key} IF NOT EXISTS STRING" for key in properties),
        f"CREATE INDEX {name} IF NOT EXISTS ON {label} ({', '.join(properties)}) FULL_TEXT",
    )


INDEXES_SQL = "SELECT name FROM schema:indexes"


def drop_index_sql(name: str) -> str:
    return f"DROP INDEX `{name}`"


def delete_some_sql(name: str, limit: int) -> str:
    """``limit`` records of a type. UNSAFE: relationships are not looked after, so every type has to go."""
    return f"DELETE FROM `{name}` LIMIT {int(limit)} UNSAFE"  # noqa: S608 - a type's name cannot be a parameter
