"""Requirements out of a text, read by the program, and where the operator set one, looked at by a language model."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from api.ask import needs_of
from api.document import etag_header
from api.house import House
from api.problems import MEDIA_TYPE
from api.questions import REQUIREMENTS, asked_of
from api.routing import EVERYBODY, Routes, Who
from api.schemas.base import One
from api.schemas.needs import LanguageModelOut, ReadNeedsIn, RequirementsOut
from api.schemas.operation import JobOut
from api.waiting import DEFAULT_WAIT, Wait, accepted, answer_or_job

_ANSWERS: dict[int | str, dict[str, Any]] = {
    **accepted(One[JobOut]),
    502: {
        "description": "The language model did not answer as it should; everything works without it",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
}


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    routes = Routes(router, "requirements")

    @routes.post("/requirements", EVERYBODY, response_model=One[RequirementsOut], responses=_ANSWERS)
    async def read_requirements(
        asked: ReadNeedsIn, caller: Who, wait: Wait = DEFAULT_WAIT
    ) -> One[RequirementsOut] | Response:
        """Read the requirements out of a buyer's text.

        Correct what is wrong, and send the corrected list with the text wherever a text is taken. With `translate` or
        `propose` a language model is asked as well, when one is set (409 when none is): 200 when it has answered within
        `wait` seconds, else 202 and a job. What it says counts only once you send it back, confirmed.
        """
        if not (asked.translate or asked.propose):
            return await run_in_threadpool(_read, house, asked)
        await run_in_threadpool(_is_set, house)
        return await answer_or_job(
            house, REQUIREMENTS, {"asked": asked_of(asked)}, caller.subject, wait, RequirementsOut
        )

    @routes.get("/language-model", EVERYBODY, responses=etag_header())
    def get_language_model(response: Response) -> One[LanguageModelOut]:
        """Say whether a language model is set, and which."""
        from service.language_model import endpoint_of

        endpoint = endpoint_of(house.app.settings)
        return house.tagged(LanguageModelOut(model=endpoint.model if endpoint is not None else None), response)


def _read(house: House, asked: ReadNeedsIn) -> One[RequirementsOut]:
    from service.views import needs_view

    view = needs_view(needs_of(house.app, asked)) | {"proposed_by_model": None}
    return house.one(RequirementsOut.model_validate(view))


def _is_set(house: House) -> None:
    """An error now when no model is set, and not in a job."""
    from service.language_model import language_model

    language_model(house.app.settings)
