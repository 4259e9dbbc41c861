"""How surely a text asks for a capability, from what its words say and what its meaning says."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass

from graph.errors import BadInput

LEAST_ODDS = 1e-4  # a probability below this tells no more: one in ten thousand of a few hundred classes
MOST_ODDS = 0.99  # nor does one above


@dataclass(frozen=True, slots=True)
class Weigher:
    """A logistic regression, learned on texts that the classifier had not seen (``bench.train_weigher``).

    probability that the capability is asked for = sigmoid(bias + meaning * logit(p) + word * trust), with ``p`` the
    classifier's probability and ``trust`` the tagger's in a label that stands in the text (0: none does). A word alone
    says less than it seems: of labels in texts of one need whose meaning gave them less than one in a thousand, 4 %
    were asked for (the others were context, or meant something else there), in texts of two needs 28 %.
    """

    bias: float
    meaning: float
    word: float

    def __call__(self, trust: float, p: float) -> float:
        """In (0, 1)."""
        p = min(max(p, LEAST_ODDS), MOST_ODDS)
        return 1.0 / (1.0 + math.exp(-(self.bias + self.meaning * math.log(p / (1.0 - p)) + self.word * trust)))

    def as_json(self) -> str:
        return json.dumps({name: round(value, 4) for name, value in asdict(self).items()}, indent=2) + "\n"


def parse_weigher(name: str, text: str) -> Weigher:
    """Read :meth:`Weigher.as_json`.

    Raises:
        BadInput: a field is missing or no number.
    """
    try:
        raw = json.loads(text)
        return Weigher(float(raw["bias"]), float(raw["meaning"]), float(raw["word"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"{name}: not the weights of words and meaning: {error!r}.", "python -m bench.train heads"
        ) from error
