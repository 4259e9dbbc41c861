"""Every migration, oldest first. To add a constraint or an index, append a migration with it.

A released migration is never edited, because its checksum is kept in every graph that it ran on.
"""

from __future__ import annotations

from graph.schema.parts import FullText, Migration, Range, Step, Unique, Vector

MINILM_DIMENSIONS = 384  # all-MiniLM-L6-v2 and multilingual-e5-small alike

PRODUCT_VECTOR = Vector(
    "product_vector", "Product", "vector", MINILM_DIMENSIONS, filters=("layer", "status", "vector_model")
)
PRODUCT_TEXT = FullText("product_text", "Product", ("name", "description"))
COMPANY_TEXT = FullText("company_text", "Company", ("name",))
OPPORTUNITY_TEXT = FullText("opportunity_text", "Opportunity", ("title", "description"))
SEARCH_INDEXES = (PRODUCT_VECTOR, PRODUCT_TEXT, COMPANY_TEXT, OPPORTUNITY_TEXT)

KEYS: tuple[tuple[str, str], ...] = (
    ("Capability", "id"),
    ("Certification", "id"),
    ("Code", "id"),
    ("Company", "id"),
    ("Embedding", "id"),
    ("IdentityDecision", "id"),
    ("IdentityMerge", "id"),
    ("IdentityReview", "id"),
    ("IngestRun", "id"),
    ("Judgement", "id"),
    ("Market", "id"),
    ("Opportunity", "id"),
    ("Package", "id"),
    ("Product", "id"),
    ("Record", "id"),
    ("ReportingException", "id"),
    ("Requirement", "id"),
    ("ScreenedParty", "id"),
    ("ScreeningList", "id"),
    ("ScreeningResult", "subject"),
    ("Source", "id"),
    ("StackLayer", "code"),
    ("SupportProgram", "id"),
)

LOOKUPS: tuple[tuple[str, str], ...] = (
    ("Company", "lei"),
    ("Company", "uei"),
    ("Company", "merged_into"),
    ("Opportunity", "ocid"),
    ("Opportunity", "deadline"),
    ("Product", "layer"),
    ("ScreenedParty", "list_id"),
)

_FIRST: tuple[Step, ...] = (
    *(Unique(label, key) for label, key in KEYS),
    *(Range(label, key) for label, key in LOOKUPS),
)

# What a snapshot is brought up to date by: each node bears the graph's version at which it last changed.
_VERSIONS: tuple[Step, ...] = (
    Unique("GraphVersion"),
    Unique("VectorBlock"),
    *(Range(label, "changed_in") for label in ("Company", "Market", "Opportunity", "Product", "Source")),
)

MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "keys and look-ups", _FIRST),
    Migration(2, "search indexes", SEARCH_INDEXES),
    Migration(3, "versions", _VERSIONS),
    Migration(4, "versions of vectors", (Range("VectorBlock", "saved_in"),)),
    Migration(5, "capabilities", (Range("Capability", "layer"),)),
)
