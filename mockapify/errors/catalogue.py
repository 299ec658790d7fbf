"""The catalogue: every error type that the platform's API is known to answer with."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from mockapify.errors.error import ApiError
from mockapify.spelling import did_you_mean


class ErrorType(StrEnum):
    """The platform's error types: `ErrorType.RATE_LIMIT_EXCEEDED`, or by name `ErrorType("rate-limit-exceeded")`.

    Each is a string, equal to the `type` that a client reads: `caught.value.type == ErrorType.RECORD_NOT_FOUND`. Types
    of the Console and of billing are left out, because no call of the API is answered with them. `INVALID_INPUT` and
    `INVALID_PARAMETER` come with status 403, too.

    Attributes:
        status: The HTTP status that it comes with.
        message: The platform's sentence, with the numbers of an example in it; where it is not public, one like those
            of its neighbours.
    """

    status: int
    message: str

    def __new__(cls, type_: str, status: int = 0, message: str = "") -> Self:
        """A row of the table below, or the one of that type."""
        member = str.__new__(cls, type_)
        member._value_ = type_
        member.status = status
        member.message = message
        return member

    @property
    def is_retried(self) -> bool:
        """The retry class: whether the official clients try again by themselves. They do for 429 and 5xx only."""
        return self.status == 429 or self.status >= 500

    def error(
        self,
        message: str | None = None,
        *,
        status: int | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ApiError:
        """An error of this type, with its own message and status unless told otherwise."""
        return ApiError(status or self.status, self.value, message or self.message, data, headers)

    @classmethod
    def of_status(cls, status: object) -> Self | None:
        """The usual one of a status, a number or a text; None when no type comes with it."""
        return next((type_ for type_ in cls if str(type_.status) == str(status)), None)

    @classmethod
    def _missing_(cls, value: object) -> Self:
        """Say what would have done.

        Raises:
            ValueError: Always: nothing has this name.
        """
        known = [type_.value for type_ in cls]
        hint = did_you_mean(str(value).lower().replace("_", "-"), known, "mockapify.ErrorType lists them")
        with_status = cls.of_status(value)
        if with_status is not None:
            hint = f"one with that status is ErrorType.{with_status.name}"
        if str(value).endswith("Exception"):
            hint = f"one of AWS is said by status=400, body={{'__type': {value!r}, 'message': '...'}}"
        raise ValueError(f"the platform has no error type {value!r}; {hint}")

    INVALID_REQUEST = "invalid-request", 400, "The request is not valid."
    INVALID_VALUE = "invalid-value", 400, "Invalid value provided"
    INVALID_PARAMETER = "invalid-parameter", 400, "Invalid parameter provided"
    INVALID_INPUT = "invalid-input", 400, "Invalid input: The request body contains invalid data."
    INVALID_ID = "invalid-id", 400, "Invalid ID provided"
    INVALID_HEADER = "invalid-header", 400, "Invalid header provided"
    INVALID_CONTENT_TYPE_HEADER = "invalid-content-type-header", 400, "Invalid Content-Type header provided"
    INVALID_IDEMPOTENCY_KEY = "invalid-idempotency-key", 400, "Invalid idempotency key provided"
    INVALID_SIGNATURE = "invalid-signature", 400, "Invalid signature"
    INVALID_TOKEN = "invalid-token", 400, "Invalid token provided"
    INVALID_TOKEN_TYPE = "invalid-token-type", 400, "Invalid token type provided"
    PARAMETER_REQUIRED = "parameter-required", 400, "A required parameter is missing"
    PARAM_NOT_ONE_OF = "param-not-one-of", 400, "Parameter does not have one of the allowed values"
    PARAMETERS_MISMATCHED = "parameters-mismatched", 400, "Parameters do not match each other"
    ID_DOES_NOT_MATCH = "id-does-not-match", 400, "The id in the payload does not match the id in the URL"
    NAME_NOT_UNIQUE = "name-not-unique", 400, "Record with the given name already exists."
    LIMIT_REACHED = "limit-reached", 400, "Limit reached"
    NOT_IMPLEMENTED = "not-implemented", 400, "Not implemented"
    REQUEST_ABORTED_PREMATURELY = "request-aborted-prematurely", 400, "Request was aborted prematurely"
    TESTING_ERROR = "testing-error", 400, "Testing error"
    SCHEMA_VALIDATION = "schema-validation", 400, "Schema validation failed"
    SCHEMA_VALIDATION_ERROR = "schema-validation-error", 400, "Schema validation failed"
    SCHEMA_VALIDATION_FAILED = "schema-validation-failed", 400, "Schema validation failed"

    INVALID_RECORD_KEY = "invalid-record-key", 400, "Record key contains invalid character"
    RECORD_TOO_LARGE = "record-too-large", 400, "Record is too large"
    INVALID_CLIENT_KEY = "invalid-client-key", 400, "Client key must be a string between 1 and 32 characters long"
    INVALID_COLLECTION = "invalid-collection", 400, "Collection is not defined in the key-value store schema"
    REQUEST_ID_INVALID = "request-id-invalid", 400, "Request ID does not correspond to uniqueKey"
    REQUEST_QUEUE_DUPLICATE_REQUESTS = "request-queue-duplicate-requests", 400, "Requests must not contain duplicates"
    REQUEST_HANDLED_OR_LOCKED = "request-handled-or-locked", 400, "Request is handled or locked"
    REQUESTED_DATASET_VIEW_DOES_NOT_EXIST = (
        "requested-dataset-view-does-not-exist",
        400,
        "Requested dataset view does not exist",
    )
    DATASET_DOES_NOT_HAVE_SCHEMA = "dataset-does-not-have-schema", 400, "Dataset does not have schema"
    DATASET_DOES_NOT_HAVE_FIELDS_SCHEMA = (
        "dataset-does-not-have-fields-schema",
        400,
        "Dataset does not have fields schema",
    )
    DATASET_SCHEMA_INVALID = "dataset-schema-invalid", 400, "Dataset schema is not valid"
    STORE_SCHEMA_INVALID = "store-schema-invalid", 400, "Key-value store schema is not valid"
    NO_COLUMNS_IN_EXPORTED_DATASET = (
        "no-columns-in-exported-dataset",
        400,
        "There are no columns in the exported dataset",
    )
    DEFAULT_DATASET_NOT_FOUND = "default-dataset-not-found", 400, "Default dataset was not found"

    RUN_FAILED = "run-failed", 400, "Actor run did not succeed"
    CANNOT_REMOVE_RUNNING_RUN = "cannot-remove-running-run", 400, "Actor run can't be deleted while it's running"
    CANNOT_SET_IS_STATUS_MESSAGE_TERMINAL = (
        "cannot-set-is-status-message-terminal",
        400,
        '"isStatusMessageTerminal" can be set only together with "statusMessage"',
    )
    MAX_METAMORPHS_EXCEEDED = "max-metamorphs-exceeded", 400, "Actor run can't metamorph more times"
    MAX_ITEMS_MUST_BE_GREATER_THAN_ZERO = (
        "max-items-must-be-greater-than-zero",
        400,
        "Maximum number of items must be greater than 0",
    )
    MAX_TOTAL_CHARGE_USD_MUST_BE_GREATER_THAN_ZERO = (
        "max-total-charge-usd-must-be-greater-than-zero",
        400,
        "Maximum total charge must be greater than $0",
    )
    MAX_TOTAL_CHARGE_USD_BELOW_MINIMUM = (
        "max-total-charge-usd-below-minimum",
        400,
        "Maximum total charge is below the minimum",
    )
    DELETING_DEFAULT_BUILD = "deleting-default-build", 400, "The default build of an Actor can't be deleted"
    DELETING_UNFINISHED_BUILD = "deleting-unfinished-build", 400, "A build can't be deleted before it is finished"
    INVALID_INPUT_SCHEMA = "invalid-input-schema", 400, "Input schema is not valid"
    INPUT_JSON_NOT_OBJECT = "input-json-not-object", 400, "Input must be a JSON object"
    INPUT_JSON_TOO_LONG = "input-json-too-long", 400, "Input JSON is too long"
    INPUT_JSON_INVALID_CHARACTERS = "input-json-invalid-characters", 400, "Input JSON contains invalid characters"
    CANNOT_BUILD_ACTOR_FROM_WEBHOOK = "cannot-build-actor-from-webhook", 400, "Actor can't be built from a webhook"
    CANNOT_PUBLISH_ACTOR_TASK = "cannot-publish-actor-task", 400, "Cannot publish Actor task"
    CANNOT_ADD_PRICING_INFO_THAT_ALTERS_PAST = (
        "cannot-add-pricing-info-that-alters-past",
        400,
        "Pricing infos that are in effect can't be changed, and new ones must start later than those",
    )
    CANNOT_ADD_SECOND_FUTURE_PRICING_INFO = (
        "cannot-add-second-future-pricing-info",
        400,
        "There can be only one pricing info that starts in the future",
    )
    CANNOT_REMOVE_PRICING_INFO = (
        "cannot-remove-pricing-info",
        400,
        "Pricing infos that are or were in effect can't be removed",
    )
    CANNOT_MONETIZE_WITHOUT_PAYOUT_BILLING_INFO = (
        "cannot-monetize-without-payout-billing-info",
        400,
        "Actor can't be monetized without payout billing info",
    )

    CRON_EXPRESSION_INVALID = "cron-expression-invalid", 400, "Cron expression is not valid"
    RUN_INPUT_BODY_NOT_VALID_JSON = "run-input-body-not-valid-json", 400, "Body of the run input is not valid JSON"
    ACTION_NOT_FOUND = "action-not-found", 400, "Action was not found"

    TOKEN_NOT_PROVIDED = "token-not-provided", 401, "Authentication token was not provided"
    USER_OR_TOKEN_NOT_FOUND = "user-or-token-not-found", 401, "User was not found or authentication token is not valid"
    MISSING_ACTOR_RIGHTS = "missing-actor-rights", 401, "Missing rights to the Actor"
    X402_AGENTIC_PAYMENT_UNAUTHORIZED = "x402-agentic-payment-unauthorized", 401, "Agentic payment is not authorized"
    X402_AGENTIC_PAYMENT_MALFORMED_TOKEN = (
        "x402-agentic-payment-malformed-token",
        401,
        "Token of the agentic payment is malformed",
    )

    ACTOR_MEMORY_LIMIT_EXCEEDED = (
        "actor-memory-limit-exceeded",
        402,
        "By launching this job you will exceed the memory limit for all your Actor runs and builds.",
    )
    MEMORY_LIMIT_EXCEEDED = (
        "memory-limit-exceeded",
        402,
        "By launching this job you will exceed the memory limit for all your Actor runs and builds.",
    )
    CONCURRENT_RUNS_LIMIT_EXCEEDED = (
        "concurrent-runs-limit-exceeded",
        402,
        "By launching this job you will exceed your limit of concurrent Actor runs.",
    )
    NOT_ENOUGH_USAGE_TO_RUN_PAID_ACTOR = (
        "not-enough-usage-to-run-paid-actor",
        402,
        "By launching this job you will exceed your remaining usage.",
    )
    CANNOT_START_ACTOR_RUNS = "cannot-start-actor-runs", 402, "Actor runs can't be started"
    DATASET_LOCKED = "dataset-locked", 402, "Dataset is locked"
    X402_PAYMENT_REQUIRED = (
        "x402-payment-required",
        402,
        "Please provide X402-PAYMENT-SIGNATURE header with the payment. See https://x402.org.",
    )

    INSUFFICIENT_PERMISSIONS = (
        "insufficient-permissions",
        403,
        (
            "Insufficient permissions. "
            "Make sure you're passing a correct API token and that it has the required permissions."
        ),
    )
    INSUFFICIENT_PERMISSIONS_TO_CHANGE_FIELD = (
        "insufficient-permissions-to-change-field",
        403,
        "Insufficient permissions to change the field",
    )
    ELEVATED_PERMISSIONS_NEEDED = "elevated-permissions-needed", 403, "Elevated permissions are needed"
    RECORD_NOT_PUBLIC = "record-not-public", 403, "Record is not public"
    OPERATION_NOT_ALLOWED = "operation-not-allowed", 403, "Operation is not allowed"
    PLATFORM_FEATURE_DISABLED = "platform-feature-disabled", 403, "Monthly usage hard limit exceeded"
    USERNAME_REQUIRED = "username-required", 403, "Username is required"
    MONTHLY_USAGE_LIMIT_TOO_LOW = (
        "monthly-usage-limit-too-low",
        403,
        "Monthly usage limit can't be lower than the current monthly usage",
    )
    ACTOR_DISABLED = "actor-disabled", 403, "Actor is disabled"
    PUBLIC_ACTOR_DISABLED = "public-actor-disabled", 403, "Public Actor is disabled"
    ACTOR_IS_NOT_RENTED = "actor-is-not-rented", 403, "Actor is not rented"
    FULL_PERMISSION_ACTOR_NOT_APPROVED = (
        "full-permission-actor-not-approved",
        403,
        "This Actor requires full access to your account. You must approve its permissions before running it.",
    )
    FULL_PERMISSION_ACTOR_BLOCKED_FOR_ADMIN = (
        "full-permission-actor-blocked-for-admin",
        403,
        "Actor with full permissions is blocked for admins",
    )
    CANNOT_DELETE_PAID_ACTOR = "cannot-delete-paid-actor", 403, "A public Actor that is paid for can't be deleted"
    CANNOT_PUBLISH_ACTOR = "cannot-publish-actor", 403, "Cannot publish Actor"
    CANNOT_METAMORPH_TO_PAY_PER_RESULT_ACTOR = (
        "cannot-metamorph-to-pay-per-result-actor",
        403,
        "Actor run can't metamorph into a pay-per-result Actor",
    )
    JOB_FINISHED = "job-finished", 403, "Actor run has already finished"
    UNKNOWN_BUILD_TAG = (
        "unknown-build-tag",
        403,
        'Build with tag "latest" was not found. Has the Actor been built already?',
    )
    TAGGED_BUILD_REQUIRED = "tagged-build-required", 403, "Tagged build is required"
    BUILD_NOT_FOUND = "build-not-found", 403, "Build was not found"
    BUILD_OUTDATED = "build-outdated", 403, "Build is outdated"
    INVALID_BUILD = "invalid-build", 403, "Build is not valid"
    VERSION_ALREADY_EXISTS = "version-already-exists", 403, "Version already exists."
    ENV_VAR_ALREADY_EXISTS = "env-var-already-exists", 403, "Environment variable already exists."
    CANNOT_RENAME_ENV_VAR = "cannot-rename-env-var", 403, "The name of an environment variable can't be changed"
    TOO_FEW_VERSIONS = "too-few-versions", 403, "The last version of an Actor can't be deleted"
    TOO_MANY_VERSIONS = "too-many-versions", 403, "Actor has too many versions"
    VERSIONS_SIZE_EXCEEDED = "versions-size-exceeded", 403, "Source files of a version are too large"
    TOO_MANY_ACTORS = "too-many-actors", 403, "You have too many Actors"
    TOO_MANY_ACTOR_TASKS = "too-many-actor-tasks", 403, "You have too many Actor tasks"
    TOO_MANY_SCHEDULES = "too-many-schedules", 403, "You have too many schedules"
    TOO_MANY_WEBHOOKS = "too-many-webhooks", 403, "You have too many webhooks"
    TOO_MANY_VALUES = "too-many-values", 403, "There are too many values"
    CONTENT_ENCODING_FORBIDDEN_FOR_HTML = (
        "content-encoding-forbidden-for-html",
        403,
        "HTML records can't be stored with a Content-Encoding",
    )
    SERVICE_WORKER_REGISTRATION_NOT_ALLOWED = (
        "service-worker-registration-not-allowed",
        403,
        "Service worker registration is not allowed",
    )

    RECORD_NOT_FOUND = "record-not-found", 404, "Record was not found"
    RECORD_OR_TOKEN_NOT_FOUND = "record-or-token-not-found", 404, "Record was not found or access denied"
    PAGE_NOT_FOUND = (
        "page-not-found",
        404,
        "We have bad news: there is no API endpoint at this URL. Did you specify it correctly?",
    )
    UNEXPECTED_ROUTE = "unexpected-route", 404, "Unexpected route"
    ACTOR_NOT_FOUND = "actor-not-found", 404, "Actor was not found"
    USER_NOT_FOUND = "user-not-found", 404, "User was not found"
    SCHEDULE_ACTOR_NOT_FOUND = "schedule-actor-not-found", 404, "Actor was not found"
    SCHEDULE_ACTOR_TASK_NOT_FOUND = "schedule-actor-task-not-found", 404, "Actor task was not found"
    MULTIPLE_RECORDS_FOUND = "multiple-records-found", 404, "Multiple records were found"
    MISSING_SETTINGS = "missing-settings", 404, "Settings are missing"

    METHOD_NOT_ALLOWED = "method-not-allowed", 405, "This API end-point can only be accessed using other HTTP methods"
    CANNOT_CHARGE_NON_PAY_PER_EVENT_ACTOR = (
        "cannot-charge-non-pay-per-event-actor",
        405,
        "Only runs of pay-per-event Actors can charge for events",
    )
    CANNOT_CHARGE_APIFY_EVENT = "cannot-charge-apify-event", 405, "Events of Apify can't be charged"
    RENTAL_NOT_ALLOWED = "rental-not-allowed", 405, "Rental is not allowed"

    RUN_TIMEOUT_EXCEEDED = (
        "run-timeout-exceeded",
        408,
        "Actor run exceeded the timeout of 300 seconds for this API endpoint",
    )
    OPERATION_TIMED_OUT = "operation-timed-out", 408, "Operation timed out"
    SOCKET_CLOSED = "socket-closed", 408, "Socket was closed"
    SOCKET_DESTROYED = "socket-destroyed", 408, "Socket was destroyed"

    ACTOR_NAME_NOT_UNIQUE = "actor-name-not-unique", 409, "Record with the given name already exists."
    ACTOR_TASK_NAME_NOT_UNIQUE = "actor-task-name-not-unique", 409, "Record with the given name already exists."
    SCHEDULE_NAME_NOT_UNIQUE = "schedule-name-not-unique", 409, "Record with the given name already exists."

    REQUEST_TOO_LARGE = "request-too-large", 413, "The POST payload is too large"
    UNSUPPORTED_CONTENT_ENCODING = "unsupported-content-encoding", 415, "Content-Encoding is not supported."

    RATE_LIMIT_EXCEEDED = "rate-limit-exceeded", 429, "You have exceeded the rate limit of 60 requests per second"
    TOO_MANY_REQUESTS = "too-many-requests", 429, "Too many requests"
    INPUT_UPDATE_COLLISION = "input-update-collision", 429, "Input was updated by another request at the same time"
    DAILY_PUBLICATION_LIMIT_EXCEEDED = (
        "daily-publication-limit-exceeded",
        429,
        "Daily limit of publications was exceeded",
    )

    INTERNAL_SERVER_ERROR = "internal-server-error", 500, "Internal server error"
    CONCURRENT_UPDATE_DETECTED = "concurrent-update-detected", 500, "Concurrent update was detected"
    NEXT_RUNTIME_COMPUTATION_FAILED = "next-runtime-computation-failed", 500, "Computation of the next run time failed"
    ACTOR_RUN_FAILED = "actor-run-failed", 500, "Actor run failed"
    QUERY_TIMEOUT = "query-timeout", 503, "Query timed out"
