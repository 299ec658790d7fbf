"""The members of each operation's request, with the limits and patterns of the two services' own descriptions.

The limits of both services agree on ARNs (256 characters) and differ elsewhere: names of resources have up to 63
characters, ids that events carry up to 256.
"""

from collections.abc import Mapping

from mockapify.personalize.shapes import TIMESTAMP, Integer, Listing, Number, Pattern, Shape, Structure, Text

ARN = Text(max=256, pattern=Pattern(r"arn:([a-z\d-]+):personalize:.*:.*:.+", r"arn:([a-z0-9-]+):personalize:.*:.*:.+"))
NAME = Text(min=1, max=63, pattern=Pattern(r"^[a-zA-Z0-9][a-zA-Z0-9\-_]*"))
DOMAIN = Text(values=("ECOMMERCE", "VIDEO_ON_DEMAND"))
SCHEMA = Text(max=20_000)
DATASET_TYPE = Text(max=256, pattern=Pattern(r"^[A-Za-z_]+$"))
KMS_KEY_ARN = Text(max=2048, pattern=Pattern(r"arn:aws.*:kms:.*:[0-9]{12}:key/.*"))
ROLE_ARN = Text(
    max=256,
    pattern=Pattern(
        r"arn:([a-z\d-]+):iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
        r"arn:([a-z0-9-]+):iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
    ),
)
# Python's `re` has no \p{...}; its \w and \s are the letters, digits and spaces of all scripts.
_TAG_TEXT = Pattern(r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", r"[\w\s.:/=+\-@]*")
TAGS = Listing(
    Structure(
        required={
            "tagKey": Text(min=1, max=128, pattern=_TAG_TEXT, sensitive=True),
            "tagValue": Text(max=256, pattern=_TAG_TEXT, sensitive=True),
        }
    ),
    max=200,
)
# No limits on the token: one that breaks them gets InvalidNextTokenException like any other wrong one, the only error
# all List operations document.
PAGE: Mapping[str, Shape] = {"nextToken": Text(), "maxResults": Integer(min=1, max=100)}

ID = Text(min=1, max=256)
SENSITIVE_ID = Text(min=1, max=256, sensitive=True)
RECOMMENDATION_ID = Text(min=1, max=40)
IMPRESSION = Listing(SENSITIVE_ID, min=1, max=25)
ATTRIBUTION = Structure(
    required={"eventAttributionSource": Text(max=1024, pattern=Pattern(r"^[\x20-\x7E]*[\x21-\x7E]+[\x20-\x7E]*$"))}
)


def _properties(most: int) -> Text:
    """JSON in a string; the limit counts the characters of the text."""
    return Text(min=1, max=most, sensitive=True)


ITEM = Structure(required={"itemId": ID}, optional={"properties": _properties(32_000)})
USER = Structure(required={"userId": ID}, optional={"properties": _properties(24_000)})
ACTION = Structure(required={"actionId": ID}, optional={"properties": _properties(32_000)})
EVENT = Structure(
    required={"eventType": ID, "sentAt": TIMESTAMP},
    optional={
        "eventId": ID,
        "eventValue": Number(),
        "itemId": SENSITIVE_ID,
        "properties": _properties(1024),
        "recommendationId": RECOMMENDATION_ID,
        "impression": IMPRESSION,
        "metricAttribution": ATTRIBUTION,
    },
    sensitive=True,
)
ACTION_INTERACTION = Structure(
    required={"actionId": SENSITIVE_ID, "sessionId": ID, "timestamp": TIMESTAMP, "eventType": ID},
    optional={
        "userId": SENSITIVE_ID,
        "eventId": ID,
        "recommendationId": RECOMMENDATION_ID,
        "impression": IMPRESSION,
        "properties": _properties(1024),
    },
)


def _ten(entry: Shape) -> Listing:
    return Listing(entry, min=1, max=10)


def _arn_of(member: str) -> Structure:
    return Structure(required={member: ARN})


REQUESTS: Mapping[str, Structure] = {
    "PutItems": Structure(required={"datasetArn": ARN, "items": _ten(ITEM)}),
    "PutUsers": Structure(required={"datasetArn": ARN, "users": _ten(USER)}),
    "PutActions": Structure(required={"datasetArn": ARN, "actions": _ten(ACTION)}),
    "PutEvents": Structure(
        required={"trackingId": ID, "sessionId": ID, "eventList": _ten(EVENT)}, optional={"userId": SENSITIVE_ID}
    ),
    "PutActionInteractions": Structure(required={"trackingId": ID, "actionInteractions": _ten(ACTION_INTERACTION)}),
    "CreateSchema": Structure(required={"name": NAME, "schema": SCHEMA}, optional={"domain": DOMAIN}),
    "DescribeSchema": _arn_of("schemaArn"),
    "ListSchemas": Structure(optional=PAGE),
    "DeleteSchema": _arn_of("schemaArn"),
    "CreateDatasetGroup": Structure(
        required={"name": NAME},
        optional={"roleArn": ROLE_ARN, "kmsKeyArn": KMS_KEY_ARN, "domain": DOMAIN, "tags": TAGS},
    ),
    "DescribeDatasetGroup": _arn_of("datasetGroupArn"),
    "ListDatasetGroups": Structure(optional=PAGE),
    "DeleteDatasetGroup": _arn_of("datasetGroupArn"),
    "CreateDataset": Structure(
        required={"name": NAME, "schemaArn": ARN, "datasetGroupArn": ARN, "datasetType": DATASET_TYPE},
        optional={"tags": TAGS},
    ),
    "DescribeDataset": _arn_of("datasetArn"),
    "ListDatasets": Structure(optional={"datasetGroupArn": ARN, **PAGE}),
    "UpdateDataset": Structure(required={"datasetArn": ARN, "schemaArn": ARN}),
    "DeleteDataset": _arn_of("datasetArn"),
    "CreateEventTracker": Structure(required={"name": NAME, "datasetGroupArn": ARN}, optional={"tags": TAGS}),
    "DescribeEventTracker": _arn_of("eventTrackerArn"),
    "ListEventTrackers": Structure(optional={"datasetGroupArn": ARN, **PAGE}),
    "DeleteEventTracker": _arn_of("eventTrackerArn"),
}
