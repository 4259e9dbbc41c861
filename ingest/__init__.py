"""The ingest room: files in open formats become validated domain objects with provenance, or quarantined records.

It holds no Cypher and no scores; it writes through the small port in :mod:`ingest.sink`.
"""
