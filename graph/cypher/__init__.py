"""Every Cypher statement of the program. Values go in as parameters, never as text."""
