"""FedRAMP, MLPerf, Epoch AI and CMVP on records of the real files."""

from __future__ import annotations

import json

import pytest

from graph.model import Availability, Basis, Layer, ProductLinkKind
from ingest.sink import Kind


def test_fedramp_services_providers_and_what_stands_on_what(read, sink) -> None:
    report = read("fedramp.json")
    adobe = sink.nodes[Kind.COMPANY]["company:fedramp:adobe"]
    assert (adobe.uei, adobe.website, adobe.small_business) == ("V6QLDTQZ7ZF7", "business.adobe.com", False)
    service = sink.nodes[Kind.PRODUCT]["fedramp:FR1820435960"]
    assert service.company == adobe.id
    assert service.certifications == ("FedRAMP Tailored",) or service.certifications[0].startswith("FedRAMP ")
    assert service.layer_basis is Basis.INFERRED
    products = sink.nodes[Kind.PRODUCT].values()
    linked = [one for one in products if one.linked(ProductLinkKind.BUILT_ON) or one.linked(ProductLinkKind.WORKS_WITH)]
    assert len(linked) == 2
    assert report.quarantined == 1


@pytest.mark.parametrize(
    ("models", "kind"),
    [
        (["IaaS"], ProductLinkKind.BUILT_ON),
        (["PaaS", "SaaS"], ProductLinkKind.BUILT_ON),
        (["SaaS"], ProductLinkKind.WORKS_WITH),
        ([], ProductLinkKind.WORKS_WITH),
    ],
)
def test_fedramp_only_infrastructure_and_platforms_carry_another_service(models, kind, read, sink, tmp_path) -> None:
    below = {"id": "F1", "csp": "Below", "cso": "Cloud", "service_model": models, "leveraged_by": ["F2"]}
    above = {"id": "F2", "csp": "Above", "cso": "App", "service_model": ["SaaS"]}
    file = tmp_path / "marketplace.json"
    file.write_text(json.dumps({"meta": {}, "products": [below, above]}), encoding="utf-8")
    read(file)
    assert [(one.kind, one.product) for one in sink.nodes[Kind.PRODUCT]["fedramp:F2"].links] == [(kind, "fedramp:F1")]


def test_fedramp_refuses_a_malformed_uei_and_keeps_the_rest(read, sink, tmp_path) -> None:
    report = read("fedramp.json", state_dir=tmp_path)
    assert sink.nodes[Kind.COMPANY]["company:fedramp:acadis"].uei is None
    assert report.quarantine is not None
    entry = json.loads(report.quarantine.read_text(encoding="utf-8"))
    assert (entry["locator"], entry["field"]) == ("csp=Acadis", "uei")
    assert "N8MAWLN45HN5SAM" in entry["reason"]


def test_fedramp_edges_are_links_of_the_service_above(read, sink) -> None:
    read("fedramp-edges.csv")
    assert ("fedramp:FR1819057982", "WORKS_WITH|fedramp:F1511167634") in sink.links[Kind.PRODUCT_LINKS]


def test_epoch_hardware_with_its_figures_and_an_unknown_maker(read, sink) -> None:
    report = read("epoch-hardware.csv")
    chip = sink.nodes[Kind.PRODUCT]["epochhw:NVIDIA H100 SXM5 80GB"]
    assert chip.layer is Layer.A
    for figure in ("80 GB memory", "3,350 GB/s memory bandwidth", "989.4 TFLOP/s FP16/BF16 tensor", "700 W"):
        assert figure in chip.description
    groq = sink.nodes[Kind.PRODUCT]["epochhw:GroqChip LPU v1"]
    assert sink.nodes[Kind.COMPANY][groq.company].name == "Maker of GroqChip LPU v1 (not stated)"
    assert report.quarantined == 1


def test_epoch_models_keep_country_lineage_and_access(read, sink) -> None:
    read("epoch-models.csv")
    model = sink.nodes[Kind.PRODUCT]["epochmodel:SAF R-CNN"]
    assert model.linked(ProductLinkKind.DERIVED_FROM) == ("epochmodel:VGG16",)
    assert model.status is Availability.PLANNED
    assert model.open_weight is False
    oxford = sink.nodes[Kind.COMPANY]["company:epochmodel:university-of-oxford"]
    assert (oxford.based_in, oxford.incorporated_in) == ("GB", None)


def test_a_company_named_beside_others_of_other_countries_has_no_country(read, sink) -> None:
    read("epoch-models.csv")
    assert sink.nodes[Kind.COMPANY]["company:epochmodel:beijing-institute-of-technology"].based_in is None


def test_mlperf_systems_once_each_with_the_chip_they_hold(read, sink) -> None:
    read("mlperf.jsonl")
    systems = sink.nodes[Kind.PRODUCT]
    assert set(sink.nodes[Kind.COMPANY]) == {"company:mlperf:amd", "company:mlperf:nvidia"}
    amd = systems["mlperf:AMD|Supermicro AS-8125GS-TNMR2"]
    assert "192 GB accelerator memory" in amd.description
    assert len(systems) == 2


def test_cmvp_modules_are_security_products_with_their_certificate(read, sink) -> None:
    report = read("cmvp-modules.json")
    module = sink.nodes[Kind.PRODUCT]["cmvp:5215"]
    assert module.layer is Layer.D
    assert module.certifications == ("FIPS 140-3", "FIPS 140-3 Level 1")
    assert "The certificate ends 2031-03-26." in module.description
    assert sink.nodes[Kind.COMPANY][module.company].name == "Canonical Ltd."
    assert report.quarantined == 1  # a module without its vendor
    [source] = sink.sources()
    assert source.retrieved_at == "2026-03-29"
    assert source.max_age_days is not None
