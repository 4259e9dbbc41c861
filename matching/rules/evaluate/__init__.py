"""How each predicate is evaluated: pure functions of facts, one module for each kind of subject."""
