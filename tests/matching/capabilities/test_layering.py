"""The layer of a product of which no source says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.model import Layer
from matching.capabilities.layering import infer_layer
from matching.capabilities.product_tags import ProductReader
from service.models import MatchingModels
from service.settings import bundled_data_dir


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ProductReader:
    folder: Path = tmp_path_factory.mktemp("cache")
    return MatchingModels(bundled_data_dir(), folder).product_words


@pytest.mark.parametrize(
    ("text", "hints", "layer"),
    [
        ("Payroll Two. Payroll software, hosted on AWS GovCloud, a government cloud.", ["SaaS"], Layer.E),
        ("Watch. Endpoint detection and response in a data center of your own or a cloud.", ["SaaS"], Layer.D),
        ("Salesforce Government Cloud Plus. A government cloud.", ["PaaS", "SaaS"], Layer.E),
        ("Hillside. Virtual servers, object storage and a data warehouse.", ["IaaS"], Layer.A),
        ("Vague. Something.", ["PaaS"], Layer.A),
        ("Vague. Something.", ["IaaS", "SaaS"], Layer.A),
        ("Vague. Something.", ["SaaS"], Layer.E),
        ("Vague. Something.", [], Layer.E),
        ("Big model 7. AI model. Domain: Language.", [], Layer.C),
        ("Card 9.", ["accelerator chip"], Layer.A),
    ],
)
def test_what_it_is_counts_and_not_where_it_runs(
    reader: ProductReader, text: str, hints: list[str], layer: Layer
) -> None:
    found, reason = infer_layer(text, hints, reader)
    assert found is layer
    assert reason


def test_the_reason_names_the_words_or_what_is_known(reader: ProductReader) -> None:
    assert "“Endpoint detection and response”" in infer_layer("Watch. Endpoint detection and response.", [], reader)[1]
    assert "Salesforce" in infer_layer("Salesforce Government Cloud Plus. Hello.", ["SaaS"], reader)[1]


def test_without_a_reader_kinds_alone_decide() -> None:
    assert infer_layer("Watch. Endpoint detection.", ["SaaS"])[0] is Layer.E
    assert infer_layer("Watch. Endpoint detection.", ["IaaS"])[0] is Layer.A
