"""Find a package: from a buyer's words to standing packages and composed teams, with reasons and a dossier."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.advice import why_not_in_team
from ui.parts.matches import show_matches
from ui.parts.model_help import confirmed, model_wishes, translation
from ui.parts.needs import edit_needs, show_text
from ui.parts.packages import show_found_packages
from ui.parts.progress import ask, ask_job
from ui.parts.team import compare_teams, gap_words, show_team
from ui.parts.team_actions import team_actions
from ui.parts.texts import plain
from ui.parts.why import why_not
from ui.words import say

_READ, _PACKAGES, _TEAMS, _MATCHES, _NOW = "find-read", "find-packages", "find-teams", "find-matches", "find-now"
_SOURCES = ("text", "notice")
_ASKED = ("text", "opportunity", "translated_by", "requirements", "market")  # of the wish, for packages and products
_MOST_IN_ADDRESS = 1_500  # characters of a text that a link carries; browsers and mail programs cut longer addresses


def page() -> None:
    """Draw the page."""
    st.title(say("nav.find"))
    st.write(say("find.explain"))
    restored = _restore()
    asked = _ask(restored)
    read: Json | None = st.session_state.get(_READ)
    if read is None:
        st.info(say("find.empty"), icon=":material/edit:")
        return
    needs = read["needs"]
    st.subheader(say("find.understood", language=needs["language"]), anchor=False)
    show_text(read["shown"])
    taken = translation(needs)
    if taken is not None:
        _read(taken, taken["text"], asked["market"])
        st.rerun()
    corrected = edit_needs(needs, f"needs-{read['number']}")
    corrected += confirmed(needs, f"proposal-{read['number']}")
    wish = {name: value for name, value in asked.items() if value not in (None, "", [])}
    wish |= read["source"] | {"requirements": corrected}
    _answer_buttons(wish, disabled=not corrected)
    _show_answers(wish, read["shown"])


def _restore() -> bool:
    """Fill the fields from a link; whether there was one with something to read."""
    said = state.start(
        "find", text="", notice="", market=choose.DEFAULT_MARKET, include="", exclude="", illustrative=""
    )
    if not said:
        return False
    st.session_state["find-market"] = said["market"]
    st.session_state["find-text"] = said["text"]
    st.session_state["find-notice"] = said["notice"]
    st.session_state["find-source"] = "notice" if said["notice"] and not said["text"] else "text"
    st.session_state["find-include"] = [one for one in said["include"].split(",") if one]
    st.session_state["find-exclude"] = [one for one in said["exclude"].split(",") if one]
    st.session_state["find-illustrative"] = said["illustrative"] == "yes"
    return bool(said["text"] or said["notice"])


def _ask(read_now: bool) -> dict[str, Any]:
    """The form: text or notice, market, limits."""
    with st.container(border=True):
        first, second = st.columns([2, 1])
        with second:
            market = choose.market("find-market")
        with first:
            source = st.segmented_control(
                say("find.source"), _SOURCES, format_func=lambda one: say(f"find.source_{one}"), default="text",
                key="find-source", required=True, persist_state="session",
            )  # fmt: skip
        text, notice = "", ""
        if source == "notice":
            notice = _notice()
        else:
            text = st.text_area(
                say("find.text"), height=160, placeholder=say("find.placeholder"), key="find-text",
                persist_state="session",
            )  # fmt: skip
        with st.expander(say("find.limits")):
            limits = _limits()
        helped = model_wishes()
        pressed = st.button(say("find.read"), type="primary", icon=":material/read_more:")
    with st.container():
        if pressed and not (text.strip() or notice):
            st.warning(say("find.empty"), icon=":material/edit:")
        elif pressed or (read_now and (text.strip() or notice)):
            _read({"opportunity": notice} if notice else {"text": text}, text, market, helped)
    return {"market": market, **limits}


def _notice() -> str:
    found = choose.listed("/v1/opportunities")
    titles = choose.labels(found.items, "title")
    ids = ["", *choose.by_name(titles)]
    if st.session_state.get("find-notice") not in ids:
        st.session_state["find-notice"] = ""
    chosen = st.selectbox(
        say("find.notice"), ids, format_func=lambda one: titles.get(one, say("find.no_notice")), key="find-notice",
        persist_state="session",
    )  # fmt: skip
    if found.truncated:
        st.caption(say("app.truncated", shown=len(found.items)))
    return str(chosen or "")


def _limits() -> dict[str, Any]:
    illustrative = st.toggle(say("find.illustrative"), key="find-illustrative", persist_state="session")
    first, second = st.columns(2)
    with first:
        include = choose.companies(say("find.include"), "find-include", illustrative=illustrative)
        exclude = choose.companies(say("find.exclude"), "find-exclude", illustrative=illustrative)
        anchor = choose.company(say("find.anchor"), "find-anchor", illustrative=illustrative)
    with second:
        presumption = st.radio(
            say("find.presumption"), ["prefer", "require", "ignore"], horizontal=True, key="find-presumption",
            format_func=lambda one: say(f"find.presumption_{one}"), persist_state="session",
        )  # fmt: skip
        most = st.number_input(say("find.members"), min_value=0, max_value=50, value=0, help=say("find.members_help"),
                               key="find-members", persist_state="session")  # fmt: skip
        teams = st.slider(say("find.teams"), 1, 6, 3, key="find-number-of-teams", persist_state="session")
        resilience = st.toggle(say("find.resilience"), key="find-resilience", help=say("find.resilience_help"),
                               persist_state="session")  # fmt: skip
    return {
        "must_include": include, "must_exclude": exclude, "anchor": anchor or None, "presumption": presumption,
        "max_members": int(most) or None, "teams": teams, "illustrative": illustrative,
        "advice": True, "resilience": resilience,
    }  # fmt: skip


def _read(source: Json, text: str, market: str, helped: dict[str, bool] | None = None) -> None:
    """Have the requirements read; results of an earlier text are forgotten."""
    asked = source | (helped or {})
    with_model = any((helped or {}).values())
    answer = ask_job("/v1/requirements", asked) if with_model else ask("/v1/requirements", asked, say("find.reading"))
    for key in (_READ, _PACKAGES, _TEAMS, _MATCHES):
        st.session_state.pop(key, None)
    if answer is None:
        return
    number = int(st.session_state.get("find-number", 0)) + 1
    st.session_state["find-number"] = number
    notice = str(source.get("opportunity", ""))
    shown = _notice_text(notice) if notice else text
    st.session_state[_READ] = {"needs": answer["data"], "source": source, "shown": shown, "number": number}
    state.remember("find", market=market, notice=notice, text=text[:_MOST_IN_ADDRESS])


def _notice_text(notice: str) -> str:
    one = next((o for o in choose.listed("/v1/opportunities").items if o["id"] == notice), None)
    return f"{one['title']}\n{one['description']}" if one is not None else ""


def _answer_buttons(wish: dict[str, Any], *, disabled: bool) -> None:
    """What can be done with the requirements."""
    first, second, third = st.columns(3)
    asked: Json = {name: wish[name] for name in _ASKED if name in wish}
    search = first.button(
        say("find.search"), icon=":material/inventory_2:", width="stretch", type="primary", disabled=disabled
    )
    compose = second.button(
        say("find.compose"), icon=":material/groups:", width="stretch", type="primary", disabled=disabled
    )
    rank = third.button(say("find.match"), icon=":material/format_list_numbered:", width="stretch", disabled=disabled)
    with st.container():  # always there: what is below would be drawn anew, and closed, if it moved by a place
        if search:
            st.session_state[_PACKAGES] = ask("/v1/packages/search", asked | {"drafts": True}, say("find.searching"))
        if compose or st.session_state.pop(_NOW, False):
            st.session_state[_TEAMS] = ask_job("/v1/teams", _own(wish))
            _remember_wish(wish)
        if rank:
            asked |= {"illustrative": bool(wish.get("illustrative"))}
            st.session_state[_MATCHES] = ask("/v1/matches", asked, say("find.searching"))


def _remember_wish(wish: Json) -> None:
    state.remember(
        "find",
        market=wish["market"],
        notice=wish.get("opportunity", ""),
        text=wish.get("text", "")[:_MOST_IN_ADDRESS],
        include=wish.get("must_include", []),
        exclude=wish.get("must_exclude", []),
        illustrative="yes" if wish.get("illustrative") else "",
    )


def _own(wish: dict[str, Any]) -> dict[str, Any]:
    """A company asks for teams with itself in them."""
    own = (state.caller() or {}).get("company")
    if not own:
        return wish
    return wish | {"must_include": sorted({*wish.get("must_include", []), str(own)})}


def _show_answers(wish: dict[str, Any], shown: str) -> None:
    packages: Json | None = st.session_state.get(_PACKAGES)
    teams: Json | None = st.session_state.get(_TEAMS)
    matches: Json | None = st.session_state.get(_MATCHES)
    if packages is not None and packages["data"]["found"] and teams is not None:
        left, right = st.columns([2, 3], gap="medium")
        with left:
            _show_packages(packages)
        with right:
            _show_teams(teams, wish, shown)
    else:  # a column of its own for "none" would only make the other one narrow
        if packages is not None:
            _show_packages(packages)
        if teams is not None:
            _show_teams(teams, wish, shown)
    if matches is not None:
        show_matches(matches["data"])
    if teams is not None or matches is not None:
        why_not(wish)
    if teams is not None:
        why_not_in_team(_own(wish))


def _show_packages(answer: Json) -> None:
    st.header(say("find.packages"), anchor=False)
    show_found_packages(answer["data"])


def _show_teams(answer: Json, wish: dict[str, Any], shown: str) -> None:
    st.header(say("find.composed"), anchor=False)
    data = answer["data"]
    for finding in data["destination"]:
        if finding["outcome"] != "MET":
            st.warning(f"{finding['rule']}: {plain(finding['explanation'])}", icon=":material/flag:")
    if len(data["teams"]) > 1:
        compare_teams(data["teams"])
    _show_tabs(data["teams"], data["needs"], wish, shown, "team")
    if not data["teams"]:
        _show_none(data, wish, shown)
    proof = say("find.proven" if data["proof"] == "optimal" else "find.not_proven")
    replay = answer["replay"]
    rulebook = replay.get("rulebook_version") or replay["rulebook"]  # so called in an answer and in a job's result
    stand = say("app.replay", version=replay["catalogue_version"], rulebook=rulebook, as_of=replay["as_of"])
    st.caption(f"{proof} {stand}")


def _show_none(data: Json, wish: dict[str, Any], shown: str) -> None:
    st.warning(say("find.no_team"), icon=":material/group_off:")
    for gap in data["gaps"]:
        st.markdown(f"- {plain(gap_words(gap, {}))}")
    for actions in data["relaxations"]:
        st.markdown(f"- {say('find.would_help', actions=plain('; '.join(actions)))}")
    without = data["without_unserved"]
    if without is not None and without["teams"]:
        st.subheader(say("find.without", requirements=", ".join(data["unserved"])), anchor=False)
        _show_tabs(without["teams"], without["needs"], wish, shown, "without")


def _show_tabs(teams: list[Json], needs: Json, wish: dict[str, Any], shown: str, key: str) -> None:
    """Each team in a tab of its own: one is read at a time."""
    if not teams:
        return
    titles = [say("find.team_short", number=number + 1) for number in range(len(teams))]
    for number, (tab, team) in enumerate(zip(st.tabs(titles), teams, strict=True)):
        with tab:
            fit = f"{team['fit']:.2f}" if team["fit"] is not None else "-"
            show_team(team, needs, say("find.team", number=number + 1, fit=fit), f"{key}-{number}")
            team_actions(team, wish, shown, f"{key}-{number}", _compose_again)


def _compose_again(lock: list[str], drop: list[str]) -> None:
    """Put locked and dropped members into the limits, and compose with them."""
    include, exclude = st.session_state.get("find-include", []), st.session_state.get("find-exclude", [])
    st.session_state["find-include"] = sorted(({*include} - {*drop}) | {*lock})
    st.session_state["find-exclude"] = sorted(({*exclude} - {*lock}) | {*drop})
    st.session_state[_NOW] = True
