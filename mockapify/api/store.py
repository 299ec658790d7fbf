"""Apify Store: the public Actors, found and listed."""

from typing import Literal

from mockapify.api.call import Call, Data
from mockapify.api.query import NonNegative, Page, Query
from mockapify.state import store
from mockapify.state.store import PricingModel, SortBy


class ListStore(Query, kw_only=True):
    """Parameters of the list."""

    search: str = ""
    sort_by: SortBy = "relevance"
    category: str | None = None
    username: str | None = None
    pricing_model: PricingModel | None = None
    allows_agentic_users: bool | None = None
    include_unrunnable_actors: bool = False
    response_format: Literal["full", "agent"] = "full"
    offset: NonNegative = 0
    limit: NonNegative = 0


def list_all(call: Call, *, query: ListStore) -> Data:
    """The public Actors that match, the best first; `agent` for those who only need to choose one.

    Simplified: an Actor is the more relevant the more users it has, those with the words in their name or title first.
    Unrunnable are Actors without a build, and those with full permissions and fewer than 1000 users; agentic users are
    for Actors that are paid per event and have limited permissions.
    """
    found = store.search(
        call.world,
        query.search,
        sort_by=query.sort_by,
        category=query.category,
        username=query.username,
        pricing_model=query.pricing_model,
        allows_agentic_users=query.allows_agentic_users,
        include_unrunnable=query.include_unrunnable_actors,
    )
    page = Page(offset=query.offset, limit=query.limit).of(found)
    if query.response_format == "agent":
        return Data({**page, "items": [store.brief_entry(actor) for actor in page["items"]]})
    return Data({**page, "items": [store.entry(call.world, actor) for actor in page["items"]]})
