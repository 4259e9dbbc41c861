"""Find a package: from a buyer's words to standing packages and composed teams, with reasons and a dossier."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import state
from ui.client import ApiError, Json
from ui.parts import choose
from ui.parts.dossier import dossier_buttons
from ui.parts.needs import edit_needs, show_text
from ui.parts.packages import show_found_packages
from ui.parts.progress import ask, ask_job
from ui.parts.team import gap_words, names_of, show_team
from ui.parts.texts import plain
from ui.parts.why import why_not
from ui.words import say

_READ, _PACKAGES, _TEAMS = "find-read", "find-packages", "find-teams"
_EXAMPLE_ROWS = 8


def page() -> None:
    """Draw the page."""
    st.title(say("nav.find"))
    st.write(say("find.explain"))
    asked = _ask()
    read: Json | None = st.session_state.get(_READ)
    if read is None:
        st.info(say("find.empty"), icon=":material/edit:")
        return
    needs = read["needs"]
    st.subheader(say("find.understood", language=needs["language"]), anchor=False)
    show_text(read["shown"])
    corrected = edit_needs(needs, f"needs-{read['number']}")
    wish = _wish(asked) | read["source"] | {"requirements": corrected}
    _answer_buttons(wish)
    packages: Json | None = st.session_state.get(_PACKAGES)
    teams: Json | None = st.session_state.get(_TEAMS)
    if packages is None and teams is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _show_packages(packages)
    with right:
        _show_teams(teams, wish)
    if teams is not None:
        why_not(wish)


def _ask() -> dict[str, Any]:
    """The form: text or notice, market, limits."""
    with st.container(border=True):
        market = choose.market()
        notice = state.recalled("notice")
        text = st.text_area(
            say("find.text"),
            value=state.recalled("text"),
            height=160,
            placeholder=say("find.placeholder"),
            key="find-text",
        )
        titles = {one["id"]: one["title"] for one in choose.listed("/v1/opportunities")}
        ids = ["", *sorted(titles, key=lambda one: titles[one].casefold())]
        notice = st.selectbox(
            say("find.notice"), ids, index=ids.index(notice) if notice in ids else 0,
            format_func=lambda one: titles.get(one, say("find.no_notice")), key="find-notice",
        )  # fmt: skip
        with st.expander(say("find.limits")):
            limits = _limits()
        if st.button(say("find.read"), type="primary", icon=":material/read_more:"):
            _read(text, notice or "", market)
    return {"market": market, **limits}


def _limits() -> dict[str, Any]:
    first, second = st.columns(2)
    with first:
        include = choose.companies(say("find.include"), "include")
        exclude = choose.companies(say("find.exclude"), "exclude")
        anchor = choose.company(say("find.anchor"), "anchor")
    with second:
        presumption = st.radio(
            say("find.presumption"), ["prefer", "require", "ignore"], horizontal=True, key="find-presumption",
            format_func=lambda one: say(f"find.presumption_{one}"),
        )  # fmt: skip
        most = st.number_input(say("find.members"), min_value=0, max_value=50, value=0, help=say("find.members_help"))
        teams = st.slider(say("find.teams"), 1, 6, 3)
        illustrative = st.toggle(say("find.illustrative"), value=state.recalled("illustrative") == "yes")
    return {
        "must_include": include, "must_exclude": exclude, "anchor": anchor or None, "presumption": presumption,
        "max_members": int(most) or None, "teams": teams, "illustrative": illustrative,
    }  # fmt: skip


def _read(text: str, notice: str, market: str) -> None:
    """Have the requirements read; results of an earlier text are forgotten."""
    source = {"opportunity": notice} if notice and not text.strip() else {"text": text}
    answer = ask("/v1/requirements", source, say("find.reading"))
    for key in (_READ, _PACKAGES, _TEAMS):
        st.session_state.pop(key, None)
    if answer is None:
        return
    number = int(st.session_state.get("find-number", 0)) + 1
    st.session_state["find-number"] = number
    shown = text if "text" in source else _notice_text(notice)
    st.session_state[_READ] = {"needs": answer["data"], "source": source, "shown": shown, "number": number}
    state.remember(market=market, notice=notice if "opportunity" in source else "", text=text[:_MOST_IN_ADDRESS])


_MOST_IN_ADDRESS = 1_500  # characters of a text that a link carries; browsers and mail programs cut longer addresses


def _notice_text(notice: str) -> str:
    one = next((o for o in choose.listed("/v1/opportunities") if o["id"] == notice), None)
    return f"{one['title']}\n{one['description']}" if one is not None else ""


def _wish(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value not in (None, "", [])}


def _answer_buttons(wish: dict[str, Any]) -> None:
    first, second = st.columns(2)
    if first.button(say("find.search"), icon=":material/inventory_2:", width="stretch", type="primary"):
        only = {name: wish[name] for name in ("text", "opportunity", "requirements", "market") if name in wish}
        answer = ask("/v1/packages/search", only | {"drafts": True}, say("find.searching"))
        st.session_state[_PACKAGES] = answer
    if second.button(say("find.compose"), icon=":material/groups:", width="stretch", type="primary"):
        st.session_state[_TEAMS] = ask_job("/v1/teams", wish)
        state.remember(include=wish.get("must_include", []), exclude=wish.get("must_exclude", []))


def _show_packages(answer: Json | None) -> None:
    st.header(say("find.packages"), anchor=False)
    if answer is None:
        st.caption(say("find.packages_none_yet"))
        return
    show_found_packages(answer["data"])


def _show_teams(answer: Json | None, wish: dict[str, Any]) -> None:
    st.header(say("find.composed"), anchor=False)
    if answer is None:
        st.caption(say("find.teams_none_yet"))
        return
    data = answer["data"]
    for finding in data["destination"]:
        if finding["outcome"] != "MET":
            st.warning(f"{finding['rule']}: {finding['explanation']}", icon=":material/flag:")
    for number, team in enumerate(data["teams"]):
        title = say("find.team", number=number + 1, fit=f"{team['fit']:.2f}" if team["fit"] is not None else "-")
        show_team(team, data["needs"], title, f"team-{number}")
        _team_actions(team, wish, number)
    if not data["teams"]:
        _show_none(data, wish)
    proof = say("find.proven" if data["proof"] == "optimal" else "find.not_proven")
    replay = answer["replay"]
    st.caption(
        f"{proof} "
        + say(
            "app.replay",
            version=replay["catalogue_version"],
            rulebook=replay["rulebook_version"],
            as_of=replay["as_of"],
        )
    )


def _show_none(data: Json, wish: dict[str, Any]) -> None:
    st.warning(say("find.no_team"), icon=":material/group_off:")
    for gap in data["gaps"]:
        st.markdown(f"- {plain(gap_words(gap, {}))}")
    for actions in data["relaxations"]:
        st.markdown(f"- {say('find.would_help', actions=plain('; '.join(actions)))}")
    without = data["without_unserved"]
    if without is not None and without["teams"]:
        st.subheader(say("find.without", requirements=", ".join(data["unserved"])), anchor=False)
        for number, team in enumerate(without["teams"]):
            show_team(team, without["needs"], say("find.team", number=number + 1, fit="-"), f"without-{number}")
            _team_actions(team, wish, 100 + number)


def _team_actions(team: Json, wish: dict[str, Any], number: int) -> None:
    """Lock or drop members and compose again; save as a draft; the dossier."""
    names = names_of(team)
    with st.expander(say("find.actions")):
        lock = st.multiselect(
            say("find.lock"), team["members"], format_func=lambda m: names.get(m, m), key=f"lock-{number}"
        )
        drop = st.multiselect(
            say("find.drop"), team["members"], format_func=lambda m: names.get(m, m), key=f"drop-{number}"
        )
        if st.button(say("find.again"), key=f"again-{number}", disabled=not (lock or drop)):
            changed = wish | {
                "must_include": sorted({*wish.get("must_include", []), *lock}),
                "must_exclude": sorted({*wish.get("must_exclude", []), *drop}),
            }
            st.session_state[_TEAMS] = ask_job("/v1/teams", changed)
            st.rerun()
        if state.role() in {"officer", "admin", "company"}:
            _save(team, wish, number)
        dossier_buttons({"team": _team_of(team, wish)}, f"dossier-{number}")


def _team_of(team: Json, wish: dict[str, Any]) -> dict[str, Any]:
    body = {"products": team["products"], "market": wish["market"], "anchor": team["anchor"]}
    if "text" in wish:
        body["text"] = wish["text"]
    return body | {"illustrative": bool(wish.get("illustrative"))}


def _save(team: Json, wish: dict[str, Any], number: int) -> None:
    title = st.text_input(say("find.save_title"), key=f"title-{number}")
    if st.button(say("find.save"), key=f"save-{number}", disabled=not title.strip()):
        body = {
            "title": title, "anchor": team["anchor"], "products": team["products"], "markets": [wish["market"]],
            "requirements": wish.get("text", ""),
        }  # fmt: skip
        if "opportunity" in wish:
            body |= {"kind": "on_demand", "opportunity": wish["opportunity"]}
        try:
            saved = state.api().post("/v1/packages", body)["data"]
            st.success(say("find.saved", id=saved["id"]), icon=":material/save:")
        except ApiError as error:
            state.show_error(error)
