"""Schemas: immutable Avro records that datasets refer to."""

from typing import Any

from mockapify.personalize import arn, avro, errors, pages
from mockapify.personalize.calls import Call
from mockapify.personalize.resources import Resource, describe, find, of_region

MOST_SCHEMAS = 500

SUMMARY = {
    "name": "name",
    "schemaArn": "arn",
    "creationDateTime": "created",
    "lastUpdatedDateTime": "updated",
    "domain": "domain",
}
DESCRIPTION = SUMMARY | {"schema": "text"}


class Schema(Resource, kw_only=True):
    """A schema: `text` as it was given, `record` read from it. Schemas have no status of their own."""

    text: str
    record: dict[str, Any]
    domain: str | None = None


def create(call: Call) -> dict[str, Any]:
    try:
        record = avro.parse(call.request["schema"])
    except ValueError as reason:
        raise errors.schema_is_malformed(str(reason)) from None
    name = call.request["name"]
    schema_arn = arn.make(call.region, "schema", name)
    if schema_arn in call.personalize.schemas:
        raise errors.already_exists(schema_arn)
    if len(of_region(call.personalize.schemas.values(), call.region)) >= MOST_SCHEMAS:
        raise errors.limit_exceeded("schemas", MOST_SCHEMAS)
    call.personalize.schemas[schema_arn] = Schema(
        **call.personalize.born(schema_arn, name),
        text=call.request["schema"],
        record=record,
        domain=call.request.get("domain"),
    )
    return {"schemaArn": schema_arn}


def describe_one(call: Call) -> dict[str, Any]:
    return {"schema": describe(find(call.personalize.schemas, call.request["schemaArn"]), DESCRIPTION)}


def list_all(call: Call) -> dict[str, Any]:
    shown, token = pages.page(
        of_region(call.personalize.schemas.values(), call.region), call.request, listing="schemas"
    )
    return pages.answer("schemas", [describe(schema, SUMMARY) for schema in shown], token)


def delete(call: Call) -> None:
    """Gone at once. Raises ResourceInUseException while a dataset has the schema, or is being updated to it."""
    schema = find(call.personalize.schemas, call.request["schemaArn"])
    for dataset in call.personalize.datasets.values():
        if schema.arn in dataset.schema_arns:
            raise errors.in_use(schema.arn, f"the dataset {dataset.arn}")
    del call.personalize.schemas[schema.arn]
