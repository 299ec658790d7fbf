import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import access, run_tokens, storages, users
from mockapify.state.behaviours import Hangs
from mockapify.state.datasets import Dataset

FOLLOW, RESTRICTED = "FOLLOW_USER_SETTING", "RESTRICTED"
BY_ID, BY_NAME = "ANYONE_WITH_ID_CAN_READ", "ANYONE_WITH_NAME_CAN_READ"


@pytest.fixture
def stranger(world):
    with world:
        return users.create(world, "stranger")


@pytest.fixture
def outcome(world):
    """What asking comes to: a status and a type, or None when it is allowed."""

    def asked(found, **more):
        try:
            access.require(world, found, **{"writing": False, **more})
        except ApiError as error:
            return error.status, error.type
        return None

    return asked


@pytest.fixture
def dataset(world, user):
    return storages.create(world, Dataset, user, "prices")


@each_case(
    ("account", "general_access", "by_id", "by_name"),
    [
        (RESTRICTED, FOLLOW, False, False),
        (RESTRICTED, RESTRICTED, False, False),
        (RESTRICTED, BY_ID, True, False),
        (RESTRICTED, BY_NAME, True, True),
        (BY_ID, FOLLOW, True, False),
        (BY_ID, RESTRICTED, False, False),
        (BY_ID, BY_ID, True, False),
        (BY_ID, BY_NAME, True, True),
    ],
)
def test_a_storage_is_open_as_it_says_or_as_its_account_says(
    outcome, user, stranger, dataset, account, general_access, by_id, by_name
):
    user.general_access, dataset.general_access = account, general_access
    for caller, refusal in ((None, (401, "token-not-provided")), (stranger, (403, "insufficient-permissions"))):
        assert outcome(dataset, user=caller) == (None if by_id else refusal)
        assert outcome(dataset, user=caller, by_name=True) == (None if by_name else refusal)
        assert outcome(dataset, user=caller, writing=True) == refusal
    assert outcome(dataset, user=user, writing=True) is None


def test_an_open_run_opens_its_default_storages_by_id_only_and_nothing_else_that_it_made(
    world, outcome, start, stranger
):
    run = start(Hangs())
    run.general_access = BY_ID
    made = storages.create(world, Dataset, world.users[run.user_id], "cache", maker=run)
    for default in (world.datasets.get(run.default_dataset_id), run):
        assert outcome(default, user=stranger) is None
        assert outcome(default, user=stranger, by_name=True) == (403, "insufficient-permissions")
    assert outcome(made, user=stranger) == (403, "insufficient-permissions")


def test_the_refusal_names_the_kind_of_object(world, start, stranger, dataset):
    run = start(Hangs())
    kinds = {
        "dataset": dataset,
        "key-value store": world.key_value_stores.get(run.default_key_value_store_id),
        "request queue": world.request_queues.get(run.default_request_queue_id),
        "Actor run": run,
    }
    for what, found in kinds.items():
        with pytest.raises(ApiError, match=rf"Insufficient permissions for the {what}\. Make sure"):
            access.require(world, found, user=stranger, writing=False)


def test_a_run_of_limited_permissions_opens_less_than_its_user(outcome, start, user, dataset):
    run = start(Hangs())
    assert outcome(dataset, user=user, scope=run) == (403, "insufficient-permissions")
    assert outcome(run, user=user, scope=run, writing=True) is None
    dataset.general_access = BY_ID
    assert outcome(dataset, user=user, scope=run) is None
    assert outcome(dataset, user=user, scope=run, writing=True) == (403, "insufficient-permissions")


@each_case("given", [None, "text", [1], {"other": "prices"}, {"source": 5}, {"source": [{}]}])
def test_an_input_of_any_shape_gives_no_more_than_it_names(world, start, dataset, given):
    run = start(Hangs(), given=given)
    definition = world.builds[run.build_id].actor_definition
    for schema in (
        None,
        [],
        {"properties": []},
        {"properties": {"source": True}},
        {"properties": {"source": {"resourceType": "dataset", "resourcePermissions": None}}},
        {"properties": {"source": {"resourceType": "dataset", "resourcePermissions": ["READ"]}}},
    ):
        definition["input"] = schema
        assert not run_tokens.reaches(world, run, dataset, writing=False)
