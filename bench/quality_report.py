"""The figures of ``bench quality`` as text."""

from __future__ import annotations

from pathlib import Path

from bench.quality import Quality, measure
from bench.reliability import reliability_lines
from bench.train_fit import ROUNDS
from graph.errors import NotFound
from service.models import MatchingModels


def report(models: MatchingModels, benchmark: Path) -> str:
    """Tables in Markdown.

    Raises:
        NotFound: the folder holds no benchmark.
    """
    if not (benchmark / "dev_qrels.tsv").is_file():
        raise NotFound(f"{benchmark} holds no benchmark.", "Name a folder with catalog, queries and judgements.")
    return "\n".join(quality_lines(measure(models, benchmark)))


def quality_lines(found: Quality) -> list[str]:
    lines: list[str] = []
    for group in next(iter(found.systems.values())):
        queries = next(iter(found.systems.values()))[group].queries
        lines += [
            "",
            f"{group} ({queries} queries)",
            "",
            "| system | nDCG@10 | 95 % | recall@20 | MRR@10 |",
            "|---|---|---|---|---|",
        ]
        for system, figures in found.systems.items():
            one = figures[group]
            lines.append(
                f"| {system} | {one.ndcg:.3f} | {one.low:.3f}-{one.high:.3f} | {one.recall:.3f} | {one.mrr:.3f} |"
            )
    other, translated = found.systems["matching (held out)"]["other"], found.translated
    lines += [
        "",
        f"What the buyer's language costs: the {other.queries} queries that are not in English reach {other.ndcg:.3f} "
        f"as they are, {translated.ndcg:.3f} ({translated.low:.3f}-{translated.high:.3f}) in a hand-made translation.",
    ]
    lines += ["", "| left out | held-out nDCG@10 |", "|---|---|"]
    lines += [f"| {left_out} | {value:.3f} |" for left_out, value in found.ablation.items()]
    lines += [
        "",
        f"Nothing fits: told on {found.told:.1f} of {found.without}, falsely on {found.false_alarms:.1f} of "
        f"{found.with_answer} (held out, mean of the rounds).",
        "",
        "Is the fit right? (held out: neither weights nor calibration saw the query)",
        "",
        *reliability_lines(found.reliability, ROUNDS),
    ]
    return lines
