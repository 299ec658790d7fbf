"""What the examples of the pages import: see inner_runs."""

import httpx  # noqa: F401
import pytest_httpserver  # noqa: F401
import responses  # noqa: F401
import respx  # noqa: F401
import vcr  # noqa: F401
import yaml  # noqa: F401
