"""``alliedstack demo``: the main job, end to end, on the bundled real data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from service.teams import TeamsAnswer


def demo() -> None:
    """Load the bundled real data, take a real notice and a free-text need, and compose teams for both."""
    from rich.console import Console

    from cli.opened import opened
    from cli.show.demo import show_loaded, show_next, show_part
    from cli.show.matches import show_matches
    from service.bundled import load_bundled
    from service.demo import FREE_TEXT, FREE_TEXT_MARKET, ILLUSTRATIVE_MARKET, example_notice, illustrative_companies
    from service.matching import MatchWish, match_needs, read_needs
    from service.teams import TeamWish, compose_teams

    console = Console(highlight=False)
    with opened() as app:
        show_loaded(load_bundled(app, app.tell), console)

        notice = example_notice(app)
        where = notice.countries[0]
        show_part(
            1, f"A real notice: {notice.title}", f"{notice.buyer or 'buyer not named'}, {where}, {notice.id}", console
        )
        needs = read_needs(app, notice.text)
        show_matches(match_needs(app, needs, MatchWish(market=where, limit=3)), console)
        _show(compose_teams(app, needs, TeamWish(market=where)), console, needs=False)

        show_part(2, "A need in free text", f"“{FREE_TEXT}”, for {FREE_TEXT_MARKET}", console)
        needs = read_needs(app, FREE_TEXT)
        _show(compose_teams(app, needs, TeamWish(market=FREE_TEXT_MARKET)), console)

        show_part(
            3,
            "The same need with an illustrative consortium",
            "Companies marked (illustrative) are made up; they show what a team looks like once its members have "
            "attested where they are based, who owns them and what their hardware contains.",
            console,
        )
        wish = TeamWish(market=ILLUSTRATIVE_MARKET, teams=1, illustrative=True, among=illustrative_companies(app))
        _show(compose_teams(app, needs, wish), console, needs=False)
        show_next(console)


def _show(answer: TeamsAnswer, console: Console, *, needs: bool = True) -> None:
    from cli.show.teams import show_teams
    from service.advice import advise

    show_teams(answer, console, needs=needs, advice=advise(answer))
