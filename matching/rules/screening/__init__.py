"""Names compared, candidates found, parties screened against lists, judgements kept. Pure: no I/O, no clock."""
