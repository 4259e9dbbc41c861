"""The dossier of a team or package: what a proposal must contain, each field with its source or marked missing."""
