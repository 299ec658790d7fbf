"""What a file says of Actors beyond what their runs do."""

import pytest
from cases import each_case

from mockapify.config import ConfigError
from mockapify.state import builds
from mockapify.state.pricing import Free

ACTOR = '[[actors]]\nname = "janedoe/scraper"\n'


def test_a_definition_is_shown_by_the_build(load):
    world = load(f'{ACTOR}[actors.definition]\nminMemoryMbytes = 256\nversion = "1.2"\nreadme = "# Hi"\n')
    (actor,) = world.actors
    build = builds.find(world, actor, "latest")
    assert build.actor_definition == {
        "actorSpecification": 1,
        "name": "scraper",
        "version": "1.2",
        "buildTag": "latest",
        "minMemoryMbytes": 256,
        "readme": "# Hi",
    }
    assert build.readme == "# Hi"
    assert [file.name for file in actor.versions[0].source_files] == [".actor/actor.json", "README.md"]


def test_a_price_is_in_effect_from_now_on(load):
    world = load(f'{ACTOR}[[actors.pricing_infos]]\npricingModel = "FREE"\n')
    (actor,) = world.actors
    assert actor.pricing_infos == [Free(created_at=actor.created_at, started_at=actor.created_at)]


@each_case(
    ("lines", "reason"),
    [
        ("[actors.definition]\nminMemoryMbytes = 1", "the definition of janedoe/scraper will not do"),
        ("[actors.definition]\ninput = 5", "the definition of janedoe/scraper will not do"),
        ('[[actors.pricing_infos]]\npricingModel = "ODD"', "the pricing infos of janedoe/scraper will not do"),
        (
            '[[actors.pricing_infos]]\npricingModel = "PRICE_PER_DATASET_ITEM"',
            "the price of an item must be given either flat or by tiers",
        ),
    ],
)
def test_what_will_not_do_is_an_error_of_the_file(load, lines, reason):
    with pytest.raises(ConfigError, match=reason):
        load(f"{ACTOR}{lines}\n")
