"""Dense scores come block by block, and are what one product of the whole matrix is."""

from __future__ import annotations

import numpy as np
import pytest

from matching.search.legs import BLOCK_ROWS, GATHER_SHARE, dense_legs

SIZES = (1, 7, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 3 * BLOCK_ROWS + 5)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("share", [0.01, GATHER_SHARE - 0.05, GATHER_SHARE + 0.05, 1.0])
def test_each_row_gets_its_cosine_whatever_else_is_asked(size: int, share: float) -> None:
    random = np.random.default_rng(size)
    matrix = random.standard_normal((size, 24)).astype(np.float32)
    vectors = list(random.standard_normal((2, 24)).astype(np.float32))
    rows = np.sort(random.permutation(size)[: max(1, int(share * size))]).astype(np.int64)
    together = dense_legs(vectors, matrix, rows)
    for vector, scores in zip(vectors, together, strict=True):
        assert scores.dtype == np.float32
        assert np.allclose(scores, (matrix.astype(float) @ vector)[rows], atol=1e-4)
        assert np.array_equal(scores, dense_legs([vector], matrix, rows)[0])


def test_nothing_asked_and_nothing_there() -> None:
    matrix = np.ones((3, 4), dtype=np.float32)
    assert dense_legs([], matrix, np.arange(3)) == []
    (empty,) = dense_legs([matrix[0]], matrix, np.zeros(0, dtype=np.int64))
    assert empty.shape == (0,)
