"""Epoch AI: machine-learning hardware and notable AI models (CC BY 4.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.model import Availability, Basis, Company, Layer, Product, ProductLink, ProductLinkKind
from ingest.context import ReadContext
from ingest.items import Item
from ingest.parsing.numbers import parse_number, plain
from ingest.parsing.tables import header_of, rows
from ingest.parsing.text import clean, slug, split_list
from ingest.places import country_code
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.source_file import SourceFile

HARDWARE_PREFIX, MODEL_PREFIX = "epochhw", "epochmodel"
_LICENCE = "CC BY 4.0"
_GIGABYTE = 1e9
_TERA = 1e12
_ABSTRACT_LIMIT = 1200  # characters: the gist; what follows in an abstract is method

_PERFORMANCE = (
    ("Tensor-FP16/BF16 performance (FLOP/s)", "TFLOP/s FP16/BF16 tensor"),
    ("FP8 performance (FLOP/s)", "TFLOP/s FP8"),
    ("FP4 performance (FLOP/s)", "TFLOP/s FP4"),
    ("INT8 performance (OP/s)", "TOP/s INT8"),
    ("FP32 (single precision) performance (FLOP/s)", "TFLOP/s FP32"),
)
_OPEN = "Open weights"
_CLOSED = ("API access", "Hosted access", "Unreleased")


def hardware_id(name: str) -> str:
    return f"{HARDWARE_PREFIX}:{name}"


def model_id(name: str) -> str:
    return f"{MODEL_PREFIX}:{name}"


def _company(prefix: str, name: str) -> str:
    return f"company:{prefix}:{slug(name)}"


class EpochHardwareReader(JsonKept):
    name = "epoch-hardware"
    title = "Epoch AI machine-learning hardware CSV"
    _required = ("Hardware name", "Manufacturer")

    def recognises(self, file: SourceFile) -> bool:
        return {*self._required, "Release date"} <= set(header_of(file)[0])

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            "epoch-hardware",
            "Epoch AI, Data on Machine Learning Hardware",
            "https://epoch.ai/data/machine-learning-hardware",
            _LICENCE,
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        for line, row in rows(file, required=self._required):
            yield f"line {line}", row

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        name, maker = clean(record["Hardware name"]), clean(record["Manufacturer"])
        if not name:
            yield reject(locator, "Hardware name", "missing", "the name of a chip or board")
            return
        if not slug(maker):
            yield reject(
                locator, "Manufacturer", f"missing for {name}; kept with its maker unknown", "the maker's name"
            )
            maker = f"Maker of {name} (not stated)"
        ref = context.ref(f"Hardware name={name}")
        yield Company(id=_company(HARDWARE_PREFIX, maker), name=maker, sources=(context.ref(f"Manufacturer={maker}"),))
        yield Product(
            id=hardware_id(name),
            name=name,
            company=_company(HARDWARE_PREFIX, maker),
            layer=Layer.A,
            description=_hardware_text(record, maker),
            layer_basis=Basis.INFERRED,
            layer_reason="listed by Epoch AI as machine-learning hardware; the order puts chips and accelerators in A",
            component="accelerator",
            sources=(ref,),
        )


def _hardware_text(row: dict[str, str], maker: str) -> str:
    kind = clean(row.get("Type"))
    parts = [f"{kind} AI accelerator chip for training and inference by {maker}".strip()]
    memory = parse_number(row.get("Memory size per board (Byte)"))
    if memory is not None and memory > 0:
        parts.append(f"{plain(memory / _GIGABYTE)} GB memory")
    bandwidth = parse_number(row.get("Memory bandwidth (byte/s)"))
    if bandwidth is not None and bandwidth > 0:
        parts.append(f"{plain(bandwidth / _GIGABYTE)} GB/s memory bandwidth")
    for column, label in _PERFORMANCE:
        value = parse_number(row.get(column))
        if value is not None and value > 0:
            parts.append(f"{plain(value / _TERA)} {label}")
    power = parse_number(row.get("TDP (W)"))
    if power is not None and power > 0:
        parts.append(f"{plain(power)} W")
    process = parse_number(row.get("Process size (nm)"))
    if process is not None and process > 0:
        parts.append(f"{plain(process)} nm process")
    if foundry := clean(row.get("Foundry")):
        parts.append(f"made by {foundry}")
    if released := clean(row.get("Release date")):
        parts.append(f"released {released}")
    return f"{', '.join(parts)}."


class EpochModelsReader(JsonKept):
    """Models with the country of their organisation and the model they derive from."""

    name = "epoch-models"
    title = "Epoch AI models CSV"
    _required = ("Model", "Organization")

    def recognises(self, file: SourceFile) -> bool:
        return {*self._required, "Publication date"} <= set(header_of(file)[0])

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset("epoch-models", "Epoch AI, Data on AI Models", "https://epoch.ai/data/ai-models", _LICENCE)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        bases: dict[str, set[str]] = {}
        names: dict[str, str] = {}
        for _, row in rows(file, required=self._required):
            makers = split_list(row["Organization"], ",")
            for maker in makers[:1]:
                names.setdefault(slug(maker), maker)
            if len(makers) == 1 and (country := _one_country(row.get("Country (of organization)", ""))):
                bases.setdefault(slug(makers[0]), set()).add(country)
        for key, name in names.items():
            if key:
                yield f"Organization={name}", {"maker": name, "countries": sorted(bases.get(key, ()))}
        for line, row in rows(file, required=self._required):
            yield f"line {line}", row

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        if "maker" in record:
            yield from self._maker(locator, record, context)
            return
        name = clean(record["Model"])
        makers = split_list(record["Organization"], ",")
        if not name:
            yield reject(locator, "Model", "missing", "the name of a model")
            return
        if not makers or not slug(makers[0]):
            yield reject(locator, "Organization", f"missing for {name}", "the organisation that made the model")
            return
        access = clean(record.get("Model accessibility"))
        ref = context.ref(f"Model={name}")
        yield Product(
            id=model_id(name),
            name=name,
            company=_company(MODEL_PREFIX, makers[0]),
            layer=Layer.C,
            description=_model_text(record, makers, access),
            layer_basis=Basis.INFERRED,
            layer_reason="listed by Epoch AI as an AI model",
            component="AI model",
            sectors=split_list(record.get("Domain"), ","),
            open_weight=_open_weight(access),
            status=Availability.PLANNED if access == "Unreleased" else Availability.ACTIVE,
            links=tuple(
                ProductLink(ProductLinkKind.DERIVED_FROM, model_id(base), ref)
                for base in split_list(record.get("Base model"), ",")
                if base != name
            ),
            sources=(ref,),
        )

    def _maker(self, locator: str, record: dict[str, Any], context: ReadContext) -> Iterator[Item]:
        """Rows that disagree on the country leave it unknown. Where it is incorporated, the source does not say."""
        countries = record["countries"]
        yield Company(
            id=_company(MODEL_PREFIX, record["maker"]),
            name=record["maker"],
            based_in=countries[0] if len(countries) == 1 else None,
            sources=(context.ref(locator),),
        )


def _one_country(text: str) -> str | None:
    codes = {country_code(name) for name in split_list(text, ",")}
    return codes.pop() if len(codes) == 1 else None


def _open_weight(access: str) -> bool | None:
    if access.startswith(_OPEN):
        return True
    return False if access.startswith(_CLOSED) else None


def _model_text(row: dict[str, str], makers: tuple[str, ...], access: str) -> str:
    parts = ["AI model."]
    for label, column in (("Domain", "Domain"), ("Task", "Task")):
        if values := split_list(row.get(column), ","):
            parts.append(f"{label}: {', '.join(values)}.")
    if access:
        parts.append(f"Access: {access}.")
    size = parse_number(row.get("Parameters"))
    if size is not None and size >= 1e6:
        parts.append(f"{plain(size / 1e9)} billion parameters." if size >= 1e9 else f"{plain(size / 1e6)} million.")
    if len(makers) > 1:
        parts.append(f"Made by {', '.join(makers)}.")
    if published := clean(row.get("Publication date")):
        parts.append(f"Published {published}.")
    if abstract := clean(row.get("Abstract"), _ABSTRACT_LIMIT):
        parts.append(abstract)
    return " ".join(parts)
