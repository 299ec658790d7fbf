"""Interception: code under test reaches a mock though it asks for the real platform, and does not wait for retries."""

from typing import TYPE_CHECKING

from mockapify.first_use import on_first_use

if TYPE_CHECKING:
    from mockapify.interception.decorator import mock_apify
    from mockapify.interception.interception import Here, Interception
    from mockapify.interception.route import RealHostError
    from mockapify.interception.seam import SeamMissingWarning

__all__ = ["Here", "Interception", "RealHostError", "SeamMissingWarning", "mock_apify"]

__getattr__ = on_first_use(
    __name__,
    Here="interception",
    Interception="interception",
    RealHostError="route",
    SeamMissingWarning="seam",
    mock_apify="decorator",
)
