"""Federal programs that a package may ask for. Data decides which come into question; the answer is always "may"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import BadInput
from graph.model import Company, Layer, Product
from matching.rules.findings import Certainty
from service.settings import bundled_data_dir
from service.texts import read_text_file


class BuyerKind(StrEnum):
    GOVERNMENT = "government"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class SupportProgram(BaseModel):
    """One program. ``needs``: what must hold; ``ask``: what no source at hand decides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    agency: str
    words: str
    source: str
    certainty: Certainty
    from_: date = Field(alias="from")
    until: date | None = None
    buyers: tuple[BuyerKind, ...]
    needs: tuple[Literal["hardware", "small-business"], ...] = ()
    ask: str


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    programs: tuple[SupportProgram, ...]


class Possibility(StrEnum):
    MAY = "may ask"
    OPEN = "may ask once this is known"
    NOT = "does not come into question"


@dataclass(frozen=True, slots=True)
class SupportAnswer:
    """One program for one package, market and buyer, with the reason and what to clear with the agency."""

    program: SupportProgram
    possibility: Possibility
    reason: str


def load_programs(path: Path | None = None) -> tuple[SupportProgram, ...]:
    """The bundled programs, or those of a file.

    Raises:
        BadInput: the file is unreadable or an entry is wrong (the message names it).
    """
    path = path or bundled_data_dir() / "support" / "programs.yaml"
    try:
        return _Document.model_validate(yaml.safe_load(read_text_file(path))).programs
    except (yaml.YAMLError, ValidationError) as error:
        raise BadInput(f"{path.name}: {' '.join(str(error).split())[:300]}", "Correct the entry.") from error


def support_for(
    programs: Iterable[SupportProgram],
    members: Iterable[Company],
    products: Iterable[Product],
    buyer: BuyerKind,
    on: date,
) -> tuple[SupportAnswer, ...]:
    """Every program in force on that day with whether the package may ask for it."""
    companies, offered = list(members), list(products)
    live = [p for p in programs if p.from_ <= on and (p.until is None or on <= p.until)]
    return tuple(_answer(program, companies, offered, buyer) for program in live)


def _answer(
    program: SupportProgram, members: list[Company], products: list[Product], buyer: BuyerKind
) -> SupportAnswer:
    if buyer is BuyerKind.UNKNOWN and len(program.buyers) == 1:
        return SupportAnswer(
            program, Possibility.OPEN, f"It serves {program.buyers[0].value} buyers; whose is not known."
        )
    if buyer is not BuyerKind.UNKNOWN and buyer not in program.buyers:
        served = " and ".join(one.value for one in program.buyers)
        return SupportAnswer(program, Possibility.NOT, f"It serves {served} buyers, and this one is {buyer.value}.")
    if "hardware" in program.needs and not any(p.layer is Layer.A for p in products):
        return SupportAnswer(program, Possibility.NOT, "The package has no product of the hardware layer.")
    if "small-business" in program.needs:
        small = [c.name for c in members if c.small_business]
        unknown = [c.name for c in members if c.small_business is None]
        if not small and unknown:
            return SupportAnswer(
                program, Possibility.OPEN, f"Of {', '.join(unknown)} it is not known whether they are small businesses."
            )
        if not small:
            return SupportAnswer(program, Possibility.NOT, "No member is a small business.")
        return SupportAnswer(program, Possibility.MAY, f"Small businesses: {', '.join(small)}.")
    return SupportAnswer(program, Possibility.MAY, "Nothing known stands against it.")


def buyer_kind_of(text: str | None) -> BuyerKind:
    """What a notice says of its buyer (TED: "body governed by public law", OCDS: roles) as one of two kinds."""
    if not text:
        return BuyerKind.UNKNOWN
    low = text.casefold()
    if any(word in low for word in ("private", "company", "undertaking", "commercial")):
        return BuyerKind.PRIVATE
    return BuyerKind.GOVERNMENT
