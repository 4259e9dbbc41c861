"""From a judged team to a dossier: what Executive Order 14320 sec. 3(b) and the call ask a proposal to contain."""

from __future__ import annotations

from datetime import date

from matching.rules.standing import Standing
from service.dossier import asked, offered, parties
from service.dossier.annex import annex
from service.dossier.material import Material, material_of_package, material_of_team
from service.dossier.model import Dossier
from service.dossier.pen import Pen

STANDING_TITLES = {
    Standing.BARRED: "Barred",
    Standing.INCOMPLETE: "Incomplete",
    Standing.UNVERIFIED: "Unverified: facts have to be established",
    Standing.PRESUMPTION_MET: "Eligible, content presumption met",
    Standing.TO_BE_JUSTIFIED: "Eligible, hardware content to be justified",
}


def build(material: Material, on: date) -> Dossier:
    """The dossier, dated ``on``."""
    pen = Pen(material)
    sections = (
        parties.lead_and_members(pen),
        asked.requirements(pen),
        offered.stack(pen),
        offered.manufacture(pen),
        offered.content(pen),
        asked.markets(pen),
        parties.infrastructure(pen),
        parties.resilience(pen),
        asked.support(pen),
        parties.compliance(pen),
        offered.security(pen),
    )
    replay = material.replay
    return Dossier(
        title=material.title,
        subtitle=f"Market: {material.market or 'none named'}",
        date=on.isoformat(),
        standing=STANDING_TITLES[material.team.standing],
        illustrative=any(material.problem.products[p].illustrative for p in material.team.products),
        sections=tuple(one for one in sections if one is not None),
        annex=annex(pen),
        versions=(
            ("Catalogue version", str(replay.catalogue_version)),
            ("Rulebook", replay.rulebook_version),
            ("Rules and facts as of", replay.as_of.isoformat()),
            ("Models", ", ".join(replay.models)),
            ("Seed", str(replay.seed)),
        ),
    )


__all__ = ["Material", "build", "material_of_package", "material_of_team"]
