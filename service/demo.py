"""What the demonstration asks: a notice of the bundled sample, chosen by its content, and a need in free text."""

from __future__ import annotations

from graph.errors import NotFound
from graph.model import Opportunity
from service.app import Alliedstack

FREE_TEXT = (
    "Our ministry of health asks for servers with GPUs for our own data centre; object storage for documents and "
    "images; speech recognition in Swahili and English for clinics; a data pipeline that cleans and joins patient "
    "records; protection of the AI models against prompt injection and other attacks; and a health application with "
    "patient portal and clinical documentation by voice. Patient data must stay in the country."
)
FREE_TEXT_MARKET = "Kenya"
ILLUSTRATIVE_MARKET = FREE_TEXT_MARKET
# Words by which a notice is chosen, best first: an Austrian power company that asks, in German, for a tool to watch its
# attack surface; a Norwegian airport operator's prediction platform; a supercomputer; else any notice.
_CHOSEN_BY = ("angriffsflächenmanagement", "prediction platform", "supercomputer", "cloud", "software")


def example_notice(app: Alliedstack) -> Opportunity:
    """The newest notice with a country that has the first of the chosen words in it.

    Raises:
        NotFound: the graph holds no notice with a country.
    """
    notices = sorted(
        (one for one in app.catalogue().opportunities.values() if one.countries),
        key=lambda one: (str(one.published or ""), one.id),
        reverse=True,
    )
    for word in _CHOSEN_BY:
        for notice in notices:
            if word in notice.text.casefold():
                return notice
    if not notices:
        raise NotFound("The graph holds no notice.", "Load the bundled data: alliedstack ingest --bundled")
    return notices[0]


def illustrative_companies(app: Alliedstack) -> tuple[str, ...]:
    """Ids of the made-up companies, of which a consortium of their own is composed."""
    companies = app.snapshot(illustrative=True).catalogue.companies
    return tuple(key for key, company in companies.items() if company.illustrative)
