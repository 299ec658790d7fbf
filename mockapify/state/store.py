"""Apify Store: the public Actors, found by what their pages say."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from mockapify.state import pricing
from mockapify.state.actors import Actor, ActorStats
from mockapify.state.pricing import FlatPricePerMonth, Free, PayPerEvent, PricePerDatasetItem, PricingInfo
from mockapify.wire import Resource

if TYPE_CHECKING:
    from mockapify.world import World

SortBy = Literal["relevance", "popularity", "newest", "lastUpdate"]
PricingModel = Literal["FREE", "FLAT_PRICE_PER_MONTH", "PRICE_PER_DATASET_ITEM", "PAY_PER_EVENT"]

PRICING_MODELS: dict[PricingModel, type[PricingInfo]] = {
    "FREE": Free,
    "FLAT_PRICE_PER_MONTH": FlatPricePerMonth,
    "PRICE_PER_DATASET_ITEM": PricePerDatasetItem,
    "PAY_PER_EVENT": PayPerEvent,
}

MANY_USERS = 1000
"""How many users make an Actor with full permissions trustworthy. The platform's own number is not public."""


class BriefStats(Resource, kw_only=True):
    """How popular an Actor is."""

    total_users: int
    total_users30_days: int
    total_runs: int


class BriefEntry(Resource, kw_only=True):
    """An Actor as agents see it, who pay for what they read."""

    id: str
    title: str
    name: str
    username: str
    description: str | None
    notice: str = "NONE"
    badge: str | None = None
    categories: list[str]
    stats: BriefStats


class Entry(Resource, kw_only=True):
    """An Actor as people see it."""

    id: str
    title: str
    name: str
    username: str
    user_full_name: str | None
    description: str | None
    notice: str = "NONE"
    badge: str | None = None
    categories: list[str]
    picture_url: str | None = None
    user_picture_url: str | None
    url: str
    stats: ActorStats
    current_pricing_info: PricingInfo
    is_white_listed_for_agentic_payments: bool


def search(
    world: "World",
    text: str = "",
    *,
    sort_by: SortBy = "relevance",
    category: str | None = None,
    username: str | None = None,
    pricing_model: PricingModel | None = None,
    allows_agentic_users: bool | None = None,
    include_unrunnable: bool = False,
) -> list[Actor]:
    """The public Actors on whose pages all words of `text` are, in any case, and for which the rest holds."""
    words = text.casefold().split()
    found = [
        actor
        for actor in world.actors
        if actor.is_public
        and not actor.is_deprecated
        and (category is None or category in actor.categories)
        and (username is None or actor.username.casefold() == username.casefold())
        and (pricing_model is None or isinstance(price(world, actor), PRICING_MODELS[pricing_model]))
        and (allows_agentic_users is None or serves_agents(world, actor) == allows_agentic_users)
        and (include_unrunnable or is_runnable(actor))
        and _has_words(_page(world, actor), words)
    ]
    if sort_by == "relevance":
        return sorted(found, key=lambda actor: (not _has_words(_headline(actor), words), -actor.stats.total_users))
    found.reverse()  # so that of equal ones the latest comes first
    return sorted(found, key=ORDERS[sort_by], reverse=True)


def present(actor: Actor, *, categories: Sequence[str], total_users: int) -> None:
    """Say where in the Store the Actor stands, and how many people ever ran it. Fewer of them did so lately."""
    actor.categories = [*categories]
    stats = actor.stats
    stats.total_users = total_users
    stats.total_users90_days = -(-total_users // 4)
    stats.total_users30_days = -(-total_users // 10)
    stats.total_users7_days = -(-total_users // 25)


def price(world: "World", actor: Actor) -> PricingInfo:
    """What the Actor costs now."""
    return pricing.current(actor.pricing_infos, world.clock.now()) or Free()


def serves_agents(world: "World", actor: Actor) -> bool:
    """Whether agents may run it and pay for it themselves: only by the event, and without access to an account."""
    return isinstance(price(world, actor), PayPerEvent) and actor.actor_permission_level == "LIMITED_PERMISSIONS"


def is_runnable(actor: Actor) -> bool:
    """Whether it has a build, and is safe to run for somebody who did not look at it closely."""
    trusted = actor.actor_permission_level == "LIMITED_PERMISSIONS" or actor.stats.total_users >= MANY_USERS
    return bool(actor.tagged_builds) and trusted


def entry(world: "World", actor: Actor) -> Entry:
    """The Actor's entry in the Store."""
    owner = world.users[actor.user_id]
    return Entry(
        id=actor.id,
        title=actor.title or actor.name,
        name=actor.name,
        username=actor.username,
        user_full_name=owner.profile.name,
        description=actor.description,
        categories=actor.categories,
        user_picture_url=owner.profile.picture_url,
        url=f"https://apify.com/{actor.full_name}",
        stats=actor.stats,
        current_pricing_info=price(world, actor),
        is_white_listed_for_agentic_payments=serves_agents(world, actor),
    )


def brief_entry(actor: Actor) -> BriefEntry:
    """The same for agents."""
    return BriefEntry(
        id=actor.id,
        title=actor.title or actor.name,
        name=actor.name,
        username=actor.username,
        description=actor.description,
        categories=actor.categories,
        stats=BriefStats(
            total_users=actor.stats.total_users,
            total_users30_days=actor.stats.total_users30_days,
            total_runs=actor.stats.total_runs,
        ),
    )


ORDERS: dict[SortBy, Callable[[Actor], Any]] = {
    "popularity": lambda actor: actor.stats.total_users,
    "newest": lambda actor: actor.created_at,
    "lastUpdate": lambda actor: actor.modified_at,
}
"""By what the Actors are sorted, downwards. Relevance is none of them: it depends on the words."""


def _headline(actor: Actor) -> str:
    return f"{actor.title or ''} {actor.full_name}".casefold()


def _page(world: "World", actor: Actor) -> str:
    """All that is searched."""
    build = next((world.builds.get(tagged.build_id) for tagged in (actor.tagged_builds or {}).values()), None)
    readme = build.readme if build is not None else None
    return f"{_headline(actor)} {(actor.description or '').casefold()} {(readme or '').casefold()}"


def _has_words(page: str, words: list[str]) -> bool:
    return all(word in page for word in words)
