"""The graph room: domain types, schema, every Cypher statement, the typed store, the embedded server.

It knows nothing of rules, scores or HTTP, and imports no other room.
"""
