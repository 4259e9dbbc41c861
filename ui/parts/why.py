"""Why is a product in the list, or why not?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.parts import choose
from ui.parts.progress import ask
from ui.parts.table import table
from ui.words import say

_FIELDS = ("text", "opportunity", "translated_by", "requirements", "market", "illustrative")


def why_not(wish: dict[str, Any]) -> None:
    """Choose a product and see, criterion by criterion, what speaks for and against it."""
    with st.expander(say("why.title")):
        found = choose.listed("/v1/products", illustrative="true" if wish.get("illustrative") else "").items
        products = choose.labels(found)
        ids = ["", *choose.by_name(products)]
        product = st.selectbox(
            say("why.product"), ids, format_func=lambda one: products.get(one, say("choose.nobody")), key="why-product"
        )
        if not product or not st.button(say("why.button"), key="why-ask"):
            return
        answer = ask("/v1/explanations", {n: wish[n] for n in _FIELDS if n in wish} | {"product": product})
        if answer is None:
            return
        data = answer["data"]
        for removal in data["removals"]:
            st.warning(say("why.removed", **removal), icon=":material/filter_alt:")
        for need in data["needs"]["requirements"]:
            place = data["places"].get(need["id"])
            st.markdown(f"**{need['id']}** " + (say("why.place", **place) if place else say("why.nowhere")))
            rows = [
                {
                    say("why.criterion"): one["name"],
                    say("why.score"): say("why.unknown") if one["score"] is None else f"{one['score']:.2f}",
                    say("why.detail"): one["detail"],
                    say("why.asked"): one["asked"],
                    say("why.offered"): one["offered"],
                }
                for one in data["criteria"].get(need["id"], [])
            ]
            if rows:
                table(rows)
