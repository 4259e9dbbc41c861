"""Cut the bundled sample under ``data/`` out of the original files.

    python scripts/build_data.py ORIGINALS [--out data]

ORIGINALS is a folder with the files as their publishers gave them (``data/README.md`` names each, with its licence):
fedramp/, epoch/, mlperf/, ted_real/, ocds_real/, countries/, cpv/. The cut is the same every time: records are chosen
by their content, never at random, and contact details of officials (names of contact persons, e-mail addresses,
telephone numbers) are left out. Running it again over the same originals changes no byte.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ingest.readers.notices import without_contacts

FIRST_YEAR = 2020  # older chips and models are history, not supply
MODEL_COLUMNS = (
    "Model", "Domain", "Task", "Organization", "Country (of organization)", "Publication date", "Parameters",
    "Model accessibility", "Base model", "Training hardware", "Confidence", "Abstract",
)  # fmt: skip
HARDWARE_COLUMNS = (
    "Hardware name", "Manufacturer", "Type", "Release date", "Release price (USD)",
    "FP32 (single precision) performance (FLOP/s)", "Tensor-FP16/BF16 performance (FLOP/s)",
    "INT8 performance (OP/s)", "FP8 performance (FLOP/s)", "FP4 performance (FLOP/s)",
    "Memory size per board (Byte)", "Memory bandwidth (byte/s)", "TDP (W)", "Process size (nm)", "Foundry",
)  # fmt: skip
COUNTRY_COLUMNS = (
    "ISO3166-1-Alpha-2", "ISO3166-1-Alpha-3", "M49", "CLDR display name", "UNTERM English Short", "official_name_en",
    "official_name_fr", "official_name_es", "official_name_ru", "official_name_ar", "official_name_cn",
    "Region Code", "Region Name", "Sub-region Code", "Sub-region Name", "Intermediate Region Code",
    "Intermediate Region Name", "is_independent",
)  # fmt: skip
# CPV divisions and groups of information technology: computers, electronics for telecommunication, software,
# IT services, and telecommunication services.
IT_CPV = ("302", "32", "48", "642", "72")
# Divisions whose names are kept in every language: computers, electronics, software, telecommunication, IT services.
CPV_IN_FULL = ("302", "32", "48", "64", "72")
CPV_GROUP = "00000"  # what a code of the first three digits ends with: division or group
IT_WORDS = re.compile(
    r"software|nube|cloud|comput|informát|tecnolog|\bETP\b|datos|\bdata\b|digital|cyber|robot|artificial|"
    r"inteligencia|centro de contacto|conectividad",
    re.IGNORECASE,
)
NOT_IT_WORDS = re.compile(r"vestuario|motocicleta|aseo|covid|grandes superficies", re.IGNORECASE)
CONTACT_KEY = re.compile(r"contact\s*point|contacto|e-?mail|tele(ph|f)|\bfax", re.IGNORECASE)
CONTACT_XML = ("E_MAIL", "PHONE", "FAX", "CONTACT_POINT")
XML_NOTICES = 24  # notices kept as original XML, so that the reader of TED's own format is seen at work


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("originals", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "data")
    arguments = parser.parse_args()
    originals, out = arguments.originals, arguments.out
    for name in ("supply", "demand/ted", "markets", "codes"):
        (out / name).mkdir(parents=True, exist_ok=True)
    supply(originals, out / "supply")
    demand(originals, out / "demand")
    keep_columns(originals / "countries/country-codes.csv", out / "markets/country-codes.csv", COUNTRY_COLUMNS)
    codes(originals, out / "codes")
    total = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {total:,} bytes")


def supply(originals: Path, out: Path) -> None:
    """FedRAMP whole; Epoch from FIRST_YEAR on, with what later models derive from and MLPerf systems contain."""
    products = json.loads((originals / "fedramp/fedramp_products_2025-01-30.json").read_text(encoding="utf-8"))
    for product in products["products"]:
        product["service_desc"] = without_contacts(product["service_desc"] or "")
    write_json(out / "fedramp_products_2025-01-30.json", products)
    copy_text(originals / "fedramp/fedramp_builds_on_edges.csv", out / "fedramp_builds_on_edges.csv")
    linked = {row["epoch_name"] for row in table(Path("ingest/readers/mlperf_accelerators.csv"))}
    keep_columns(
        originals / "epoch/ml_hardware_ml_hardware.csv",
        out / "epoch_ml_hardware.csv",
        HARDWARE_COLUMNS,
        lambda row: row["Release date"][:4] >= str(FIRST_YEAR) or row["Hardware name"] in linked,
    )
    models = originals / "epoch/ai_models_frontier_ai_models.csv"
    recent = [row for row in table(models) if row["Publication date"][:4] >= str(FIRST_YEAR)]
    bases = {base.strip() for row in recent for base in row["Base model"].split(",") if base.strip()}
    names = {row["Model"] for row in recent} | bases
    keep_columns(models, out / "epoch_ai_models.csv", MODEL_COLUMNS, lambda row: row["Model"] in names)
    lines = (originals / "mlperf/inference_v4.1_systems.jsonl").read_text(encoding="utf-8").splitlines()
    systems = [{key: value for key, value in json.loads(line).items() if value not in ("", None)} for line in lines]
    write_lines(out / "mlperf_inference_v4.1_systems.jsonl", systems)


def codes(originals: Path, out: Path) -> None:
    """CPV: the codes of information technology in all languages of the Union, divisions and groups of the rest in
    English."""
    with gzip.open(originals / "cpv/cpv_labels_24_languages.tsv.gz", "rt", encoding="utf-8") as stream:
        header, *lines = stream.read().splitlines()
    with (out / "cpv.tsv").open("w", encoding="utf-8", newline="\n") as target:
        target.write(header + "\n")
        for line in lines:
            cells = line.split("\t")
            if cells[0].startswith(CPV_IN_FULL):
                target.write(line + "\n")
            elif cells[0].endswith(CPV_GROUP):
                target.write("\t".join(cells[:2]) + "\n")


def demand(originals: Path, out: Path) -> None:
    """TED: every notice of information technology; OCDS: processes that buy it, by CPV or by words."""
    notices = [json.loads(line) for line in (originals / "ted_real/ted_it_labelled.jsonl").open(encoding="utf-8")]
    with_xml = sorted(
        notice["id"] for notice in notices if (originals / f"ted_real/xml_r209/{notice['id']}.xml").is_file()
    )
    step = max(1, len(with_xml) // XML_NOTICES)
    kept_as_xml = set(with_xml[::step][:XML_NOTICES])
    for number in sorted(kept_as_xml):
        text = (originals / f"ted_real/xml_r209/{number}.xml").read_text(encoding="utf-8")
        for tag in CONTACT_XML:
            text = re.sub(rf"<{tag}>[^<]*</{tag}>\n?", "", text)
        # Titles in 24 languages are the CPV's own words, repeated in every notice.
        text = re.sub(r'<ML_TI_DOC LG="(?!EN)[A-Z]{2}">.*?</ML_TI_DOC>\n?', "", text, flags=re.DOTALL)
        (out / f"ted/{number}.xml").write_text(without_contacts(text), encoding="utf-8")
    rest = [scrubbed(notice) for notice in notices if notice["id"] not in kept_as_xml]
    write_lines(out / "ted_it_notices.jsonl", rest)
    british = [
        json.loads(line) for line in (originals / "ocds_real/uk_contracts_finder_2025.jsonl").open(encoding="utf-8")
    ]
    write_lines(out / "ocds_uk_contracts_finder.jsonl", [scrubbed(one) for one in british if buys_it(one)])
    package = json.loads((originals / "ocds_real/colombia_cce_2021-03-03.json").read_text(encoding="utf-8"))
    chosen = [scrubbed(one) for one in package["releases"] if buys_it(one)]
    for release in chosen:
        release["tender"].pop("procuringEntity", None)  # holds the name of an official, not of the office
    write_json(out / "ocds_colombia_compra.json", {**package, "links": {}, "releases": chosen})


def buys_it(release: dict[str, Any]) -> bool:
    tender = release.get("tender") or {}
    code = str((tender.get("classification") or {}).get("id", ""))
    words = f"{tender.get('title', '')} {tender.get('description', '')}"
    if code:
        return code.startswith(IT_CPV)
    return bool(IT_WORDS.search(words)) and not NOT_IT_WORDS.search(words)


def scrubbed(value: Any) -> Any:
    """Without keys that hold contact persons, and without addresses in free text."""
    if isinstance(value, dict):
        return {key: scrubbed(inner) for key, inner in value.items() if not CONTACT_KEY.search(key)}
    if isinstance(value, list):
        return [scrubbed(inner) for inner in value]
    return without_contacts(value) if isinstance(value, str) else value


def table(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def keep_columns(source: Path, target: Path, columns: tuple[str, ...], keep: Any = None) -> None:
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in table(source) if keep is None or keep(row))


def copy_text(source: Path, target: Path) -> None:
    target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def write_lines(path: Path, values: list[Any]) -> None:
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")


if __name__ == "__main__":
    main()
