"""Standing and on-demand packages: their lifecycle, members, evaluation, and search for a buyer."""
