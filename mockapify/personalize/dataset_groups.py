"""Dataset groups: what datasets and event trackers belong to."""

from typing import Any

from mockapify.personalize import arn, errors, pages, tags
from mockapify.personalize.calls import Call
from mockapify.personalize.resources import CREATE, Resource, describe, find, of_region, progress, retire

MOST_DATASET_GROUPS = 500

SUMMARY = {
    "name": "name",
    "datasetGroupArn": "arn",
    "status": "status",
    "creationDateTime": "created",
    "lastUpdatedDateTime": "updated",
    "domain": "domain",
}
DESCRIPTION = SUMMARY | {"roleArn": "role_arn", "kmsKeyArn": "kms_key_arn"}


class DatasetGroup(Resource, kw_only=True):
    """A dataset group; with a domain it is a Domain dataset group, else a Custom one."""

    domain: str | None = None
    role_arn: str | None = None
    kms_key_arn: str | None = None


def create(call: Call) -> dict[str, Any]:
    tags.check(call.request)
    if ("roleArn" in call.request) != ("kmsKeyArn" in call.request):
        raise errors.invalid_input("roleArn and kmsKeyArn must be given together.")
    name = call.request["name"]
    group_arn = arn.make(call.region, "dataset-group", name)
    if group_arn in call.personalize.dataset_groups:
        raise errors.already_exists(group_arn)
    if len(of_region(call.personalize.dataset_groups.values(), call.region)) >= MOST_DATASET_GROUPS:
        raise errors.limit_exceeded("dataset groups", MOST_DATASET_GROUPS)
    group = DatasetGroup(
        **call.personalize.born(group_arn, name),
        domain=call.request.get("domain"),
        role_arn=call.request.get("roleArn"),
        kms_key_arn=call.request.get("kmsKeyArn"),
    )
    call.personalize.dataset_groups[group_arn] = group
    progress(call.personalize.clock, group, CREATE)
    return describe(group, {"datasetGroupArn": "arn", "domain": "domain"})


def describe_one(call: Call) -> dict[str, Any]:
    return {
        "datasetGroup": describe(find(call.personalize.dataset_groups, call.request["datasetGroupArn"]), DESCRIPTION)
    }


def list_all(call: Call) -> dict[str, Any]:
    groups = of_region(call.personalize.dataset_groups.values(), call.region)
    shown, token = pages.page(groups, call.request, listing="dataset groups")
    return pages.answer("datasetGroups", [describe(group, SUMMARY) for group in shown], token)


def delete(call: Call) -> None:
    """Raises ResourceInUseException while the group has datasets or event trackers, also ones being deleted."""
    group = find(call.personalize.dataset_groups, call.request["datasetGroupArn"])
    group.require_settled()
    datasets = [one.arn for one in call.personalize.datasets.values() if one.dataset_group_arn == group.arn]
    trackers = [one.arn for one in call.personalize.event_trackers.values() if one.dataset_group_arn == group.arn]
    if users := datasets + trackers:
        raise errors.in_use(group.arn, ", ".join(users))
    retire(call.personalize.clock, call.personalize.dataset_groups, group)
