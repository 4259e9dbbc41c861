"""Statements that read and write whole graphs. Labels, types and keys are checked names, values are parameters."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

FORGET_PARTS = "MATCH (p:ImportPart) DETACH DELETE p"

READ_PARTS = "MATCH (p:ImportPart) RETURN p.id AS id, p.made AS made"

KEEP_PART = "CREATE (p:ImportPart {id: $id, made: $made})"

FACTS_VERSION = """
OPTIONAL MATCH (v:GraphVersion)
RETURN toString(coalesce(v.epoch, '')) + ':' + toString(coalesce(v.value, 0)) + ':' + toString(coalesce(v.vectors, 0))
       AS version
"""


def checked(name: str) -> str:
    """``name`` if it may stand in a statement.

    Raises:
        ValueError: it is no plain name.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a label, type or property")
    return name


def read_keys(label: str, key: str) -> str:
    return f"MATCH (n:{checked(label)}) RETURN n.{checked(key)} AS key"


def read_nodes(label: str, key: str) -> str:
    """Nodes by key: a page of ``WHERE n.key > $after ORDER BY n.key`` costs the embedded engine a sort of the rest."""
    return (
        f"UNWIND $keys AS key MATCH (n:{checked(label)} {{{checked(key)}: key}}) "
        "RETURN key, labels(n) AS labels, properties(n) AS properties"
    )


def read_links(label: str, key: str, keys: tuple[str, ...]) -> str:
    """Every outgoing relationship of some nodes; ``keys``: every property that is a key of some label."""
    ends = ", ".join(f"{checked(name)}: b.{name}" for name in keys)
    return (
        f"UNWIND $keys AS key MATCH (a:{checked(label)} {{{checked(key)}: key}})-[r]->(b) "
        f"RETURN key, labels(a) AS labels, type(r) AS type, labels(b) AS to_labels, {{{ends}}} AS to_keys, "
        f"properties(r) AS properties"
    )


def create_nodes(labels: tuple[str, ...]) -> str:
    return f"UNWIND $rows AS row CREATE (n:{':'.join(map(checked, labels))}) SET n = row"


def create_links(label: str, key: str, type_: str, to_label: str, to_key: str) -> str:
    return (
        f"UNWIND $rows AS row MATCH (a:{checked(label)} {{{checked(key)}: row.a}}) "
        f"MATCH (b:{checked(to_label)} {{{checked(to_key)}: row.b}}) "
        f"CREATE (a)-[r:{checked(type_)}]->(b) SET r = row.r RETURN count(r) AS made"
    )


def read_one(label: str, key: str) -> str:
    return (
        f"MATCH (n:{checked(label)} {{{checked(key)}: $value}}) RETURN labels(n) AS labels, properties(n) AS properties"
    )


def read_ends(label: str, key: str, type_: str, to_label: str, to_key: str) -> str:
    """The properties of every relationship of a type between two nodes."""
    return (
        f"MATCH (:{checked(label)} {{{checked(key)}: $a}})-[r:{checked(type_)}]->"
        f"(:{checked(to_label)} {{{checked(to_key)}: $b}}) RETURN properties(r) AS properties"
    )
