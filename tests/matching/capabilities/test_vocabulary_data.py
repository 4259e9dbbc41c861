"""The bundled vocabulary itself: complete in every language, rightly linked, and no label that means something else."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from graph.model import Layer
from matching.capabilities.parsing import parse_vocabulary
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import LANGUAGES, Capability, Vocabulary
from matching.capabilities.words import is_joining, is_unspaced, telling_words, words

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "capabilities"
CPV_NAMES = ROOT / "data" / "training" / "cpv_names.tsv.gz"
CPV_CODES = ROOT / "tests" / "fixtures" / "cpv" / "codes.txt"
MOST_LEVELS = 3
FEWEST = {Layer.A: 60, Layer.B: 50, Layer.C: 45, Layer.D: 55, Layer.E: 150}
SHRINKS_SAFELY = {"su sayacı", "el telsizi"}  # Turkish "meter" and "radio" say nearly the same without the first word
SHORTEST_WORD = 3  # characters of a Latin word; a shorter one-word label stands in too many words and sentences
IT_DIVISIONS = ("30", "32", "48", "64", "72")  # what is bought there may well carry one of our labels
MOST_FALSE_HITS = 3  # names of other goods that one label may hit in one language: alarms are bought for buildings
FREQUENT_SHARE = 0.04  # a word in more of a language's names than this says nothing ("services", "installation")

# Words that are in almost every text of the languages that the official names do not cover.
FREQUENT = {
    "ar": "في من على إلى هذا التي الذي خدمة خدمات نظام مشروع توريد شركة وزارة جديد عام",
    "hi": "है हैं और के लिए में को से पर यह सेवा सेवाएँ प्रणाली परियोजना आपूर्ति मंत्रालय",
    "id": "dan yang untuk dengan pada ini adalah layanan sistem pengadaan jasa proyek kementerian perusahaan baru",
    "ja": "システム サービス 業務 調達 委託 事業 一式 導入 更新 支援 管理 機器",
    "ko": "시스템 서비스 사업 구축 용역 구매 도입 지원 관리 장비 기관",
    "pt-BR": "de para com uma serviço serviços sistema aquisição contratação empresa órgão projeto novo",
    "sw": "na ya wa kwa katika huduma mfumo mradi ununuzi wizara kampuni mpya usimamizi",
    "tr": "ve bir için ile bu hizmet hizmeti sistem sistemi alımı proje bakanlık şirket yeni",
    "uk": "та для на з послуги послуга система закупівля проєкт міністерство компанія новий управління",
    "vi": "và của các cho là dịch vụ hệ thống mua sắm dự án bộ công ty mới quản lý người",
}

# What a buyer says in the same words although it sits in two layers: the thing, and the application or model around it.
SAME_WORDS = {
    frozenset(pair.split(" = "))
    for pair in """
aerial-survey-data = satellite-imagery-analysis
analytics-bi-platform = business-intelligence
appointment-queue = kiosks-terminals
archives-cultural-heritage = digital-archiving
archives-cultural-heritage = digital-preservation
archives-cultural-heritage = document-digitization
autonomous-driving-models = drone-robotics-operations
biometric-authentication = digital-identity
biometric-authentication = video-surveillance-analytics
camera-hardware = digital-evidence-management
camera-hardware = video-surveillance-analytics
collaboration-applications = ip-telephony
computer-lab = learning-management-system
computer-vision = video-surveillance-analytics
content-generation = generative-media-models
content-generation = image-generation-models
data-anonymization = ediscovery
data-collection = survey-feedback
digital-archiving = records-management
digital-evidence-management = incident-response
document-data-extraction = text-classification
document-digitization = records-management
document-management = file-transfer
drone-robotics-operations = robot-hardware
e-commerce = recommender-models
emergency-notification = radio-communications
energy-forecasting-trading = time-series-forecasting
geospatial-analytics = gis
geospatial-data = geospatial-environment
gis = spatial-data-infrastructure
grid-management = industrial-control-hardware
health-data-interoperability = health-information-exchange
industrial-control-hardware = manufacturing-execution
industrial-control-hardware = process-automation
industrial-data-platform = manufacturing-execution
kiosks-terminals = payments-processing
machine-translation = translation-localisation
master-data-management = social-benefits
medical-image-archive = medical-imaging
medical-imaging = medical-imaging-models
meeting-transcription = speech-recognition
meter-data-management = smart-metering
office-ai-assistant = text-summarization
open-data-portal = statistics-census
research-data-repository = research-management
satellite-data = satellite-imagery-analysis
smart-city = smart-city-data-platform
smart-meter-hardware = smart-metering
statistical-software = statistics-census
supply-chain-management = time-series-forecasting
traffic-management = traffic-roadside-equipment
weather-climate-models = weather-forecasting
""".strip().splitlines()
}


@cache
def _forms(label: str) -> tuple[str, ...]:
    return tuple(word.form for word in telling_words(label))


@pytest.fixture(scope="module")
def bundled() -> Vocabulary:
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.yaml"))}
    return parse_vocabulary(texts)  # raises, with the term and field, where a language is missing or a link is wrong


@pytest.fixture(scope="module")
def reader(bundled: Vocabulary) -> Tagger:
    return Tagger(bundled)  # builds the word tree of a language on first use


def test_every_layer_has_its_capabilities(bundled: Vocabulary) -> None:
    found = Counter(term.layer for term in bundled.capabilities.values())
    assert {layer: found[layer] for layer in FEWEST if found[layer] < FEWEST[layer]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_capability_has_labels_in(language: str, bundled: Vocabulary) -> None:
    assert [term.id for term in bundled.capabilities.values() if not term.labels.get(language)] == []


def test_every_capability_can_teach_and_be_reviewed(bundled: Vocabulary) -> None:
    assert [t.id for t in bundled.capabilities.values() if not t.plain or len(t.definition) < 20] == []


def test_no_capability_is_deeper_than_three_levels_or_leaves_its_layer(bundled: Vocabulary) -> None:
    deep = [t for t in bundled.ids if max(bundled.broader_of(t).values()) >= MOST_LEVELS]
    strays = [t.id for t in bundled.capabilities.values() if any(bundled[b].layer is not t.layer for b in t.broader)]
    assert (deep, strays) == ([], [])


def test_every_procurement_code_exists(bundled: Vocabulary) -> None:
    known = {line for line in CPV_CODES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    named = {(t.id, code) for t in bundled.capabilities.values() for code in t.cpv}
    assert named, "the vocabulary names no code at all"
    assert {(term, code) for term, code in named if code not in known} == set()


def _related(one: str, other: str, vocabulary: Vocabulary) -> bool:
    above_one, above_other = vocabulary.broader_of(one), vocabulary.broader_of(other)
    return bool(set(above_one) & set(above_other)) or frozenset((one, other)) in SAME_WORDS


def test_no_label_is_shared_by_unrelated_capabilities(bundled: Vocabulary) -> None:
    users: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for term in bundled.capabilities.values():
        for language, labels in term.labels.items():
            for label in labels:
                users[language, _forms(label)].add(term.id)
    clashes = [
        (language, " ".join(label), *sorted(terms))
        for (language, label), terms in users.items()
        for one in terms
        for other in terms
        if one < other and not _related(one, other, bundled)
    ]
    assert clashes == []


def test_the_list_of_same_words_names_capabilities_that_exist(bundled: Vocabulary) -> None:
    assert {term for pair in SAME_WORDS for term in pair if term not in bundled} == set()


@cache
def _official_names() -> dict[str, dict[str, str]]:
    """Language -> CPV code -> name; Irish is left out, since the official list repeats the English names there."""
    with gzip.open(CPV_NAMES, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    languages = rows[0][1:]
    return {
        language: {row[0]: row[place] for row in rows[1:] if row[place]}
        for place, language in enumerate(languages, 1)
        if language != "ga"
    }


def _frequent(language: str) -> set[str]:
    if language in FREQUENT:
        return {word.form for word in words(FREQUENT[language])}
    names = _official_names().get(language, {})
    found = Counter(form for name in names.values() for form in {w.form for w in words(name)})
    return {form for form, count in found.items() if count > FREQUENT_SHARE * len(names)}


def _single_words(term: Capability, language: str) -> list[tuple[str, str]]:
    found = []
    for label in term.labels[language]:
        forms = _forms(label)
        if len(forms) == 1 and not is_unspaced(label):
            found.append((label, forms[0]))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_a_frequent_or_joining_word(language: str, bundled: Vocabulary) -> None:
    frequent = _frequent(language)
    bad = [
        (term.id, label)
        for term in bundled.capabilities.values()
        for label, form in _single_words(term, language)
        if form in frequent
        or is_joining(form)
        or (len(form) < SHORTEST_WORD and form.isascii() and not label.isupper())
    ]
    assert bad == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_shrinks_to_an_ordinary_word(language: str, bundled: Vocabulary) -> None:
    """Joining words are dropped when texts are compared: what is left of a label must still say the same."""
    bad = [
        (term.id, label, form)
        for term in bundled.capabilities.values()
        for label, form in _single_words(term, language)
        if label not in SHRINKS_SAFELY and len([w for w in words(label) if len(w.form) > 1]) > 1
    ]
    assert bad == []


@pytest.mark.slow
def test_labels_leave_other_goods_and_services_alone(reader: Tagger) -> None:
    """In the official names of goods and services outside of information technology, labels have no place."""
    hits: Counter[tuple[str, str, str]] = Counter()
    for language, names in _official_names().items():
        for code, name in names.items():
            if code.startswith(IT_DIVISIONS):
                continue
            for tag in reader.tags(name, (language,)):
                hits[language, tag.capability, tag.evidence.casefold()] += 1
    assert {hit: count for hit, count in hits.items() if count > MOST_FALSE_HITS} == {}


@pytest.mark.parametrize(
    ("language", "text", "capability"),
    [
        ("de", "Gesucht wird eine Spracherkennung für Arztbriefe", "speech-recognition"),
        ("fi", "Hankinnan kohteena on palomuuripalvelun ylläpito", "firewall"),
        ("el", "Προμήθεια λογισμικού προστασίας από ιούς για σταθμούς εργασίας", "antivirus"),
        ("ga", "Teastaíonn córas bainistíochta foghlama uainn", "learning-management-system"),
        ("mt", "Provvista ta' softwer kontra l-virus", "antivirus"),
        ("hu", "Behatolásteszt végzése az önkormányzat rendszerein", "penetration-testing"),
        ("lv", "Nepieciešama mašīntulkošanas sistēma", "machine-translation"),
        ("ar", "نحتاج إلى منصة للأمن السيبراني", "cybersecurity"),
        ("ja", "多要素認証の導入業務", "multi-factor-authentication"),
        ("ko", "대규모 언어 모델을 활용한 서비스", "language-models"),
        ("hi", "हमें मशीन अनुवाद चाहिए", "machine-translation"),
        ("sw", "Tunahitaji programu ya kuzuia virusi", "antivirus"),
        ("tr", "Sızma testi hizmeti alınacaktır", "penetration-testing"),
        ("uk", "Потрібна система розпізнавання мовлення", "speech-recognition"),
        ("vi", "Cung cấp dịch vụ kiểm thử xâm nhập", "penetration-testing"),
        ("id", "Pengadaan sistem deteksi intrusi", "network-detection-response"),
    ],
)
def test_a_buyers_words_are_found_in(language: str, text: str, capability: str, reader: Tagger) -> None:
    assert capability in {tag.capability for tag in reader.tags(text, (language,))}
