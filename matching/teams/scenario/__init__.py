"""Scenario files: a closed little world with one question, read strictly and answered without graph or model."""
