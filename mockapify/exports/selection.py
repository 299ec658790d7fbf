"""Which stored items an export takes, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from mockapify.exports.javascript import decode, stringify
from mockapify.exports.stored import StoredItems, indent
from mockapify.exports.transformations import (
    Item,
    Step,
    drop_empty,
    drop_failed,
    flatten,
    omit,
    pick,
    rename,
    strip_hidden,
    unwind,
)

SIMPLIFIED_FIELDS: Final = ("url", "pageFunctionResult", "errorInfo")
SIMPLIFIED_UNWIND: Final = ("pageFunctionResult",)


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of a dataset export that choose and reshape items. `limit=0` selects nothing, None everything.

    Raises ValueError when `output_fields` comes without `fields` or with another number of names, and for a negative
    `offset` or `limit`.
    """

    offset: int = 0
    limit: int | None = None
    desc: bool = False
    clean: bool = False
    skip_hidden: bool = False
    skip_empty: bool = False
    skip_failed_pages: bool = False
    simplified: bool = False
    fields: tuple[str, ...] = ()
    output_fields: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()
    unwind: tuple[str, ...] = ()
    flatten: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, given in (("offset", self.offset), ("limit", self.limit)):
            if given is not None and given < 0:
                raise ValueError(f"The parameter {name} must not be negative, but {given} was given.")
        if self.output_fields and not self.fields:
            raise ValueError("The parameter outputFields needs the parameter fields as well.")
        if self.output_fields and len(self.output_fields) != len(self.fields):
            raise ValueError(
                f"The parameter outputFields must have as many names as the parameter fields: "
                f"{len(self.output_fields)} and {len(self.fields)} were given."
            )


class _Transformation(msgspec.Struct, frozen=True, rename="camel"):
    """The `transformation` object of a dataset schema's view."""

    fields: tuple[str, ...] | None = None
    unwind: tuple[str, ...] | None = None
    flatten: tuple[str, ...] | None = None
    omit: tuple[str, ...] | None = None
    limit: int | None = None
    desc: bool | None = None
    clean: bool | None = None
    skip_hidden: bool | None = None
    skip_empty: bool | None = None


def apply_view(selection: Selection, transformation: Mapping[str, Any]) -> Selection:
    """Merge a view's `transformation` into `selection`; what the request asks for wins.

    A flag that is off in `selection` counts as not asked for. Raises ValueError when `transformation` is malformed.
    """
    try:
        view = msgspec.convert(dict(transformation), _Transformation)
    except msgspec.ValidationError as error:
        raise ValueError(f"The transformation of the view cannot be used: {error}.") from error
    unasked = {
        name: given
        for name in view.__struct_fields__
        if (given := getattr(view, name)) is not None and _is_unasked(getattr(selection, name))
    }
    return msgspec.structs.replace(selection, **unasked)


def _is_unasked(asked: Any) -> bool:
    # A limit of 0 equals False, yet it is asked for.
    return asked is None or asked is False or asked == ()


def simplify(selection: Selection) -> Selection:
    """Replace `simplified` by the `fields` and `unwind` it stands for.

    That `fields` and `unwind` of the request win over them is inferred.
    """
    if not selection.simplified:
        return selection
    return msgspec.structs.replace(
        selection,
        simplified=False,
        fields=selection.fields or SIMPLIFIED_FIELDS,
        unwind=selection.unwind or SIMPLIFIED_UNWIND,
    )


def window(total: int, selection: Selection) -> range:
    """The indexes of the stored items on the page, in the order they are returned."""
    stored = range(total)[::-1] if selection.desc else range(total)
    end = None if selection.limit is None else selection.offset + selection.limit
    return stored[selection.offset : end]


def scanned(items_total: int, selection: Selection) -> int:
    """How many stored items the page covers: what `X-Apify-Pagination-Count` says, before any unwinding or skipping."""
    return len(window(items_total, selection))


def steps(selection: Selection) -> list[Step]:
    """The transformations of `selection`, in the order they apply.

    The order is inferred; it is the one that satisfies every documented example. `fields` picks before `unwind` unless
    a field to unwind is not among them: then the fields to pick may be those of the unwound elements.
    """
    asked = simplify(selection)
    picks_first = set(asked.unwind) <= set(asked.fields)
    dotted = bool(asked.flatten) or any("." in name for name in asked.fields)
    order: list[tuple[object, Step]] = [
        (asked.skip_failed_pages, drop_failed),
        (asked.skip_hidden or asked.clean, strip_hidden),
        (asked.fields and picks_first, pick(asked.fields)),
        *((True, unwind(name)) for name in asked.unwind),
        (asked.fields and not picks_first, pick(asked.fields)),
        (asked.flatten, flatten(asked.flatten)),
        (asked.omit, omit(asked.omit, dotted=dotted)),
        (asked.output_fields, rename(dict(zip(asked.fields, asked.output_fields, strict=False)))),
        (asked.skip_empty or asked.clean, drop_empty),
    ]
    return [step for wanted, step in order if wanted]


class Listed(msgspec.Struct, frozen=True):
    """A name that `fields` asks for, as it stands in the output. `required`: a table shows it even without values."""

    name: str
    required: bool


def listed(selection: Selection) -> tuple[Listed, ...]:
    """The names `fields` (and `outputFields`) ask for in their order; empty when the items decide.

    An omitted field is not listed, and an unwound one needs no column of its own.
    """
    asked = simplify(selection)
    names = asked.output_fields or asked.fields
    return tuple(
        Listed(name, field not in asked.unwind)
        for field, name in zip(asked.fields, names, strict=True)
        if field not in asked.omit
    )


class Selected:
    """The items a selection leaves, decoded and reshaped; each iteration starts over and keeps nothing."""

    def __init__(self, items: StoredItems, selection: Selection) -> None:
        self.items = items
        self.window = window(len(items), selection)
        self.listed = listed(selection)
        self._steps = steps(selection)

    def stored(self) -> Iterator[bytes]:
        """The page as it is stored, compact."""
        return self._page(self.items.compact)

    def __iter__(self) -> Iterator[Item]:
        """The decoded items. They are the caller's own and may share inner objects among unwound records."""
        result: Iterator[Item] = map(decode, self.stored())
        for step in self._steps:
            result = step(result)
        return result

    def texts(self) -> Iterator[bytes]:
        """The items as compact JSON the way JavaScript writes it; those that stay as they are need no decoding."""
        return map(stringify, self) if self._steps else self.stored()

    def indented_texts(self) -> Iterator[bytes]:
        """The same with a two-space indent."""
        return map(indent, self.texts()) if self._steps else self._page(self.items.indented)

    def _page(self, stored: list[bytes]) -> Iterator[bytes]:
        return map(stored.__getitem__, self.window)


def select(items: StoredItems, selection: Selection) -> Selected:
    """The items that `selection` leaves of `items`: dicts, decoded while iterating, as often as iterated."""
    return Selected(items, selection)
