"""Packages judged, and found for a buyer, as the API shows them."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict, Field

from api.schemas.base import Name, Out
from api.schemas.catalogue import MarketShortOut
from api.schemas.findings import FindingOut, GapOut, ShareOut
from api.schemas.needs import NeedsIn, NeedsOut
from api.schemas.packages import PackageOut
from api.schemas.rules import SupportProgramOut
from api.schemas.teams import ServedOut
from matching.rules.standing import Standing
from service.support import Possibility


class SupportAnswerOut(Out):
    """A program that the package may ask for, or not, with the reason."""

    program: SupportProgramOut
    possibility: Possibility
    reason: str


class EvaluationOut(Out):
    """A package under the rules of a day. `gone`: products that the catalogue no longer holds."""

    package: str
    as_of: date
    standing: Standing
    members: list[str]
    products: list[str]
    findings: list[FindingOut]
    destination: list[FindingOut]
    us_content: ShareOut | None = Field(description="null: it rests on values attested in confidence")
    coverage: dict[str, dict[str, list[str]]]
    gaps: list[GapOut]
    support: list[SupportAnswerOut]
    gone: list[str]


class SearchPackagesIn(NeedsIn):
    """A buyer's needs, to find standing packages for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "A cloud region with a patient portal in Swahili", "market": "Kenya"}]}
    )

    market: Name
    drafts: bool = Field(False, description="with drafts")
    limit: int = Field(10, ge=1, le=100)


class SwapOut(Out):
    """One change that closes a gap: `add` comes in, `drop` (null: nothing) goes out."""

    add: str
    drop: str | None
    closes: str
    fit: float
    standing: Standing


class PackageFitOut(Out):
    """`fit`: mean over the requirements of the best fit among the package's products. It says nothing of worth."""

    package: PackageOut
    fit: float
    served: list[ServedOut]
    unserved: list[str]
    evaluation: EvaluationOut
    swaps: list[SwapOut]


class PackagesFoundOut(Out):
    """The best fitting first. `elsewhere`: packages left out because they do not target the market."""

    needs: NeedsOut
    market: MarketShortOut
    found: list[PackageFitOut]
    elsewhere: int
