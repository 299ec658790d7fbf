"""Users as a test sees them."""

from typing import TYPE_CHECKING, Any

from mockapify.handles.handle import Handle
from mockapify.state.users import User

# Whoever asks for no client needs none installed.
if TYPE_CHECKING:
    from apify_client import ApifyClient, ApifyClientAsync


class MockUser(Handle):
    """A user of a mock, and the clients that call it in their name."""

    def __init__(self, user: User, url: str) -> None:
        self._user = user
        self._url = url

    def __repr__(self) -> str:
        return f"<MockUser {self.name}>"

    @property
    def id(self) -> str:
        """The user's id."""
        return self._user.id

    @property
    def name(self) -> str:
        """The username."""
        return self._user.username

    @property
    def token(self) -> str:
        """The token that opens all that is theirs; also an AWS access key id that reaches Personalize."""
        return self._user.token

    def client(self, **options: Any) -> "ApifyClient":
        """The official client with their token, pointed here; it takes the options of `ApifyClient`.

        Raises:
            ImportError: apify-client is not installed.
        """
        from apify_client import ApifyClient

        return ApifyClient(**self._options | options)

    def client_async(self, **options: Any) -> "ApifyClientAsync":
        """The same of the asynchronous client.

        Raises:
            ImportError: apify-client is not installed.
        """
        from apify_client import ApifyClientAsync

        return ApifyClientAsync(**self._options | options)

    @property
    def _options(self) -> dict[str, Any]:
        return {"token": self.token, "api_url": self._url, "api_public_url": self._url}
