#!/usr/bin/env bash
# Run the contract suite with a Neo4j beside the embedded engine. Everything in its database is deleted.
# usage: NEO4J_URI=bolt://... NEO4J_USERNAME=... NEO4J_PASSWORD=... scripts/contract-neo4j.sh [PYTEST ARGUMENTS]
set -euo pipefail
cd "$(dirname "$0")/.."
: "${NEO4J_URI:?set NEO4J_URI to the server to test against}"
export ALLIEDSTACK_TEST_NEO4J_URI=$NEO4J_URI
export ALLIEDSTACK_TEST_NEO4J_USER=${NEO4J_USERNAME:-neo4j}
export ALLIEDSTACK_TEST_NEO4J_PASSWORD=${NEO4J_PASSWORD:?set NEO4J_PASSWORD}
exec .venv/bin/python -m pytest tests/contract -m contract "$@"
