"""Packages whose modules are imported with the first use of a name offer all that they list."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

PACKAGES = ["mockapify", *map("mockapify.".__add__, ["config", "exports", "interception", "personalize", "schema"])]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_of_a_package_is_there_and_is_no_module_below_it(name):
    package = import_module(name)
    modules = {module.name for module in iter_modules(package.__path__)}
    # A module that is imported becomes an attribute of its package, in place of what had its name.
    assert not modules & {*package.__all__}
    missing = [offered for offered in package.__all__ if getattr(package, offered, None) is None]
    assert missing == []


def test_another_name_is_missed_in_the_usual_words():
    with pytest.raises(AttributeError, match=r"module .mockapify\.schema. has no attribute .nothing."):
        _ = import_module("mockapify.schema").nothing
