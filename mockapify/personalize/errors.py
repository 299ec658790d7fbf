"""Every error of Amazon Personalize by name, and its wording.

Raised anywhere in this package as a `ServiceError`; `answers.py` renders it. What is known of the real service:

- the constraint sentences (``Value '...' at '...' failed to satisfy constraint: ...``) and the sentences about JSON of
  a wrong type are those of all AWS services of this family; a sensitive member's value is left out;
- `ERROR_PARSING_PROPERTIES` and `already_exists` were seen in public reports of the real service.

The other sentences are inferred: rely on the error's code, not on them.
"""

from collections.abc import Sequence

ERROR_PARSING_PROPERTIES = "Error parsing properties json"


class ServiceError(Exception):
    """An error the caller of AWS sees: `code` is the modelled exception's name, `message` its sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def invalid_input(message: str) -> ServiceError:
    return ServiceError("InvalidInputException", message)


def constraints(violations: Sequence[str]) -> ServiceError:
    """All violated constraints of a request in one error, as AWS counts them."""
    count = f"{len(violations)} validation error{'s' if len(violations) > 1 else ''} detected: "
    return invalid_input(count + "; ".join(violations))


def body_is_no_json() -> ServiceError:
    return invalid_input("The request body is not valid JSON.")


def body_is_no_object() -> ServiceError:
    return invalid_input("The request body must be a JSON object.")


def another_kind_of_dataset(arn: str, kind: str) -> ServiceError:
    return invalid_input(f"The resource {arn} is not a dataset of type {kind}.")


def properties_do_not_fit(place: str, reasons: Sequence[str]) -> ServiceError:
    return invalid_input(f"The properties at '{place}' do not match the schema of the dataset: {'; '.join(reasons)}.")


def reserved_property(place: str, name: str) -> ServiceError:
    return invalid_input(f"The properties at '{place}' must not contain the reserved keyword {name}.")


def unknown_tracking_id(tracking_id: str) -> ServiceError:
    return invalid_input(f"The tracking id {tracking_id} does not exist.")


def not_active_for_events(arn: str, status: str) -> ServiceError:
    """PutEvents documents no other error than InvalidInputException."""
    return invalid_input(f"The resource {arn} must be ACTIVE to record events, its status is {status}.")


def schema_is_malformed(reason: str) -> ServiceError:
    return invalid_input(f"The schema is not valid: {reason}.")


def schema_cannot_replace(reason: str) -> ServiceError:
    return invalid_input(f"The schema of the dataset can't be replaced: {reason}.")


def not_found(arn: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", f"Resource Arn {arn} does not exist.")


def action_tracker_not_found(tracking_id: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", f"The action tracking id {tracking_id} does not exist.")


def not_active(arn: str, status: str) -> ServiceError:
    return ServiceError("ResourceInUseException", f"The resource {arn} must be ACTIVE, its status is {status}.")


def in_use(arn: str, by: str) -> ServiceError:
    return ServiceError("ResourceInUseException", f"The resource {arn} is in use by {by}.")


def already_exists(arn: str) -> ServiceError:
    return ServiceError("ResourceAlreadyExistsException", f"Another resource with Arn {arn} already exists.")


def limit_exceeded(what: str, limit: int) -> ServiceError:
    return ServiceError("LimitExceededException", f"The limit of {limit} {what} has been reached.")


def too_many_tags(limit: int) -> ServiceError:
    return ServiceError("TooManyTagsException", f"A resource can have at most {limit} tags.")


def invalid_next_token() -> ServiceError:
    return ServiceError("InvalidNextTokenException", "The token is not valid.")


def unknown_operation() -> ServiceError:
    return ServiceError("UnknownOperationException", "The requested operation is not recognized by the service.")


def not_built(operation: str) -> ServiceError:
    """A real operation this double does not have; the status is 501, which AWS never answers."""
    return ServiceError("NotImplemented", f"mockapify does not implement the Amazon Personalize operation {operation}.")


def missing_authentication_token() -> ServiceError:
    return ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token")


def incomplete_signature(reason: str) -> ServiceError:
    return ServiceError("IncompleteSignatureException", reason)
