"""The request tables against the services' own models, as botocore ships them."""

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from cases import each_case
from personalize_samples import ITEMS_SCHEMA, ROOT

from mockapify.personalize import control, events
from mockapify.personalize.requests import REQUESTS
from mockapify.personalize.shapes import Integer, Listing, Number, Structure, Text

MODELS = {
    name: ServiceModel(Loader().load_service_model(name, "service-2")) for name in ("personalize", "personalize-events")
}
# Wrong tokens get InvalidNextTokenException whatever their form, so the table has no limits for them.
NOT_LIMITED = {"NextToken"}


def model_of(operation):
    return MODELS["personalize-events" if operation in events.OPERATIONS else "personalize"].operation_model(operation)


def facts_of_model(shape):
    if shape.name in NOT_LIMITED:
        return "text", 0, None, None, (), False
    given = shape.metadata
    sensitive = given.get("sensitive", False)
    if shape.type_name == "structure":
        required = shape.required_members
        members = {name: facts_of_model(member) for name, member in shape.members.items()}
        return members, set(required), sensitive
    if shape.type_name == "list":
        return "list", facts_of_model(shape.member), given.get("min", 0), given.get("max"), sensitive
    if shape.type_name == "string":
        return "text", given.get("min", 0), given.get("max"), given.get("pattern"), tuple(shape.enum), sensitive
    if shape.type_name == "integer":
        return "integer", given["min"], given["max"]
    return "number"


def facts_of_ours(shape):
    match shape:
        case Structure():
            members = {name: facts_of_ours(member) for name, member in (shape.required | shape.optional).items()}
            return members, set(shape.required), shape.sensitive
        case Listing():
            return "list", facts_of_ours(shape.member), shape.min, shape.max, shape.sensitive
        case Text():
            pattern = shape.pattern and shape.pattern.shown
            return "text", shape.min, shape.max, pattern, tuple(shape.values), shape.sensitive
        case Integer():
            return "integer", shape.min, shape.max
        case Number():
            return "number"


@each_case("operation", sorted(REQUESTS))
def test_requests_have_the_members_and_limits_of_the_service(operation):
    assert facts_of_ours(REQUESTS[operation]) == facts_of_model(model_of(operation).input_shape)


def test_every_operation_of_the_control_plane_is_built_or_known_not_to_be():
    names = set(MODELS["personalize"].operation_names)

    assert set(control.OPERATIONS) | control.NOT_BUILT == names
    assert set(control.OPERATIONS).isdisjoint(control.NOT_BUILT)


def test_every_operation_of_the_data_plane_has_its_path():
    paths = {model_of(name).http["requestUri"]: name for name in MODELS["personalize-events"].operation_names}

    assert paths == events.EVENTS


def unknown_members(shape, answered):
    """Paths of what is answered but not in the model of the answer."""
    if shape.type_name == "list":
        return [path for one in answered for path in unknown_members(shape.member, one)]
    if shape.type_name != "structure":
        return []
    unknown = [name for name in answered if name not in shape.members]
    known = {name: value for name, value in answered.items() if name in shape.members}
    return unknown + [path for name, value in known.items() for path in unknown_members(shape.members[name], value)]


@pytest.fixture
def arns(personalize):
    """Something of each kind, by the member that names it."""
    dataset = personalize.add_dataset(f"{ROOT}:dataset/shop/ACTION_INTERACTIONS", schema=ITEMS_SCHEMA)
    tracker = personalize.add_event_tracker(dataset.dataset_group_arn)
    return {
        "schemaArn": dataset.schema_arn,
        "datasetGroupArn": dataset.dataset_group_arn,
        "datasetArn": dataset.arn,
        "eventTrackerArn": tracker.arn,
    }


@each_case("noun", ["Schema", "DatasetGroup", "Dataset", "EventTracker"])
def test_answers_have_the_members_of_the_service(noun, arns, call):
    member = noun[:1].lower() + noun[1:] + "Arn"

    described = call(f"Describe{noun}", **{member: arns[member]})
    listed = call(f"List{noun}s")

    assert (described[0], listed[0]) == (200, 200)
    assert unknown_members(model_of(f"Describe{noun}").output_shape, described[1]) == []
    assert unknown_members(model_of(f"List{noun}s").output_shape, listed[1]) == []
