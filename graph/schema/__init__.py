"""The schema of the graph: keys, indexes and numbered migrations, as data, and what applies them."""

from graph.schema.apply import SchemaTooNew, migrate, schema_number
from graph.schema.migrations import MIGRATIONS
from graph.schema.parts import Change, FullText, Migration, Range, Unique, Vector

__all__ = [
    "MIGRATIONS",
    "Change",
    "FullText",
    "Migration",
    "Range",
    "SchemaTooNew",
    "Unique",
    "Vector",
    "migrate",
    "schema_number",
]
