"""The papers of the deployment, against a real server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from neo4j.exceptions import ClientError

from graph.connection import Graph

pytestmark = pytest.mark.contract

ROLES = Path(__file__).resolve().parents[2] / "deploy" / "neo4j-roles.cypher"


def statements() -> list[str]:
    text = re.sub(r"//.*", "", ROLES.read_text(encoding="utf-8"))
    return [one.strip() for one in text.split(";") if one.strip()]


@pytest.mark.parametrize("statement", statements(), ids=lambda one: str(one)[:50])
def test_neo4j_understands_every_statement_of_the_roles(graph: Graph, statement: str) -> None:
    """Nothing is carried out. Community knows the words and says that it has no roles."""
    if graph.dialect.embedded:
        pytest.skip("the embedded engine has no roles")
    assert _refusal(graph, statement) in {"", "Neo.ClientError.Statement.UnsupportedAdministrationCommand"}


def _refusal(graph: Graph, statement: str) -> str:
    """The code of the error, "" where there is none."""
    params = {"app": "a-password-1", "migrator": "a-password-2"}
    try:
        with graph.driver.session(database="system") as session:
            session.run(f"EXPLAIN {statement}", params).consume()
    except ClientError as error:
        return str(error.code)
    return ""
