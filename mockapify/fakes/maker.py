"""The maker: values of a schema, made by guess and judged by the schema itself."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from mockapify.fakes import scalars
from mockapify.fakes.layers import ImpossibleError, Layers, said
from mockapify.ids import Ids
from mockapify.schema.documents import Target
from mockapify.schema.javascript import identity
from mockapify.schema.pointer import escape

TRIES = 40
"""How many values of one place are tried."""

MOST_TRIES = 2000
"""How many values are tried for one item."""

ODDS = (0.75, 1.0, 0.0, 0.5)
"""How likely a property is there that need not be, by the number of the try."""

DEEPEST = 5
"""Below this only what has to be there is."""

BOTTOM = 50
"""Below this nothing is."""

FEW = 3
"""How many elements or further properties there are when nobody says."""

KINDS: dict[str, tuple[str, ...]] = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "contains", "uniqueItems"),
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
"""What speaks for a type where none is said."""

NO_OBJECT = "an item is an object, and its schema allows none"

Place = tuple[str | int, ...]


class Maker:
    """Makes one item after the other."""

    def __init__(self, schema: dict[str, Any], seed: int | str) -> None:
        self._ids = Ids(seed)
        self._layers = Layers(schema, self._ids)
        self._numbers: Counter[str] = Counter()
        self._tries = 0
        self._kinds: dict[str, Callable[[list[Target], Place, int], Any]] = {
            "object": self._object,
            "array": lambda layers, place, _: self._array(layers, place),
            "string": self._text,
            "number": self._number,
            "integer": lambda layers, place, _: self._number(layers, place, whole=True),
            "boolean": lambda _layers, _place, _attempt: self._ids.chance(0.5),
            "null": lambda _layers, _place, _attempt: None,
        }

    def item(self) -> dict[str, Any]:
        """The next item.

        Raises:
            ValueError: None was found; the message names the place.
        """
        self._tries = 0
        try:
            made: dict[str, Any] = self._value([self._layers.top, self._layers.of_type("object")], ())
        except ImpossibleError as error:
            where = "".join(f"/{escape(str(step))}" for step in error.place) or "the item itself"
            raise ValueError(
                f"no item was found that the schema allows: at {where}: {error}; "
                "give items of your own, or a schema that is easier to meet"
            ) from None
        return made

    def _value(self, targets: list[Target], place: Place) -> Any:
        """A value that all the schemas allow."""
        if len(place) > BOTTOM:
            raise ImpossibleError(place[:DEEPEST], "it would have to be nested without end")
        problem = ImpossibleError(place, "there were too many tries")
        for attempt in range(TRIES):
            self._tries += 1
            if self._tries > MOST_TRIES:
                break
            choices = self._layers.choices
            try:
                layers = self._layers.flat(targets)
                value = self._guess(layers, place, attempt)
            except ImpossibleError as error:
                problem = error if error.place else ImpossibleError(place, str(error))
                if self._layers.choices == choices:
                    break  # It will be the same the next time.
                continue
            told = [error for target in targets for error in self._layers.errors(target, value)]
            if not told:
                return value
            problem = ImpossibleError((*place, *_way(told[0]["instancePath"])), told[0]["message"])
        raise problem

    def _guess(self, layers: list[Target], place: Place, attempt: int) -> Any:
        fixed = [[value] for value in said(layers, "const")] + said(layers, "enum")
        if fixed:
            allowed = [value for value in fixed[0] if not any(self._layers.errors(layer, value) for layer in layers)]
            if not allowed:
                raise ImpossibleError(place, "none of the values in const or enum is allowed by all that is said")
            return deepcopy(self._ids.pick(allowed))
        return self._kinds[self._kind(layers, place)](layers, place, attempt)

    def _kind(self, layers: list[Target], place: Place) -> str:
        kinds = list(self._kinds)
        for types in said(layers, "type"):
            given = {types} if isinstance(types, str) else set(types)
            if "number" in given:
                given.add("integer")
            kinds = [kind for kind in kinds if kind in given]
        if not kinds:
            raise ImpossibleError(place, "it would have to be of two types at the same time" if place else NO_OBJECT)
        if not said(layers, "type"):
            kinds = [kind for kind, words in KINDS.items() if any(said(layers, word) for word in words)] or ["string"]
        elif {"number", "integer"} <= {*kinds}:
            kinds.remove("integer")
        if len(kinds) > 1:
            self._layers.choices += 1
            if "null" in kinds and not self._ids.chance(0.15):
                kinds.remove("null")
        return self._ids.pick(kinds)

    def _text(self, layers: list[Target], place: Place, _attempt: int) -> str:
        return scalars.text(layers, _key(place), self._next_number(place), self._ids)

    def _number(self, layers: list[Target], place: Place, _attempt: int = 0, *, whole: bool = False) -> int | float:
        return scalars.number(layers, _key(place), self._next_number(place), self._ids, whole=whole)

    def _next_number(self, place: Place) -> int:
        """How often there was something in this place, in whatever element."""
        key = "/".join(step for step in place if isinstance(step, str))
        self._numbers[key] += 1
        return self._numbers[key]

    def _array(self, layers: list[Target], place: Place) -> list[Any]:
        contained = [
            (self._layers.below(layer, "contains"), layer.schema.get("minContains", 1))
            for layer in layers
            if "contains" in layer.schema
        ]
        wanted = [target for target, count in contained for _ in range(count)]
        least = max(len(wanted), *said(layers, "minItems"), 0)
        most = min([*said(layers, "maxItems"), *self._layers.most_elements(layers)], default=max(least, FEW))
        usual = max(least, min(most, FEW if len(place) < DEEPEST else 0))
        count = self._ids.whole(int(max(least, min(1, usual))), int(usual))
        is_unique = any(said(layers, "uniqueItems"))
        made: list[Any] = []
        seen: set[Any] = set()
        for position in range(count):
            targets = self._layers.of_element(layers, position) + wanted[position : position + 1]
            try:
                made.append(self._element(targets, (*place, position), seen if is_unique else set()))
            except ImpossibleError:
                if position < least:
                    raise
                break
        return made

    def _element(self, targets: list[Target], place: Place, seen: set[Any]) -> Any:
        """An element that is none of those before."""
        for _ in range(TRIES):
            value = self._value(targets, place)
            mark = identity(value)
            if mark not in seen:
                seen.add(mark)
                return value
        raise ImpossibleError(place, "all elements are to differ, and no further one was found")

    def _object(self, layers: list[Target], place: Place, attempt: int) -> dict[str, Any]:
        required = dict.fromkeys(name for names in said(layers, "required") for name in names)
        known = dict.fromkeys(name for properties in said(layers, "properties") for name in properties)
        odds = ODDS[attempt % len(ODDS)] if len(place) < DEEPEST else 0.0
        made: dict[str, Any] = {}
        if any(name not in required for name in known):
            self._layers.choices += 1
        for name in {**known, **required}:
            if name in required or self._ids.chance(odds):
                self._add(made, layers, place, name, needed=name in required)
        self._add_dependents(made, layers, place)
        least = max((int(limit) for limit in said(layers, "minProperties")), default=0)
        others = said(layers, "additionalProperties") or said(layers, "patternProperties")
        is_map = bool(others) and not known and not required
        wanted = max(least, self._ids.whole(1, FEW) if is_map and odds else 0)
        for name in [name for name in known if name not in made]:
            if len(made) < wanted:
                self._add(made, layers, place, name, needed=False)
        for _ in range(TRIES):
            if len(made) >= wanted:
                break
            name = self._new_name(layers, place)
            if name not in made:
                self._add(made, layers, place, name, needed=False)
        return made

    def _add(self, made: dict[str, Any], layers: list[Target], place: Place, name: str, *, needed: bool) -> None:
        try:
            made[name] = self._value(self._layers.of_property(layers, name), (*place, name))
        except ImpossibleError:
            if needed:
                raise

    def _add_dependents(self, made: dict[str, Any], layers: list[Target], place: Place) -> None:
        """Add what has to be there because of what is there."""
        waiting = [*made]
        for name in waiting:
            for dependents in said(layers, "dependentRequired") + said(layers, "dependencies"):
                for dependent in dependents.get(name, ()) if isinstance(dependents.get(name), list) else ():
                    if dependent not in made:
                        self._add(made, layers, place, dependent, needed=True)
                        waiting.append(dependent)

    def _new_name(self, layers: list[Target], place: Place) -> str:
        """A name for a property that nobody names."""
        named = [self._layers.below(layer, "propertyNames") for layer in layers if "propertyNames" in layer.schema]
        patterns = [pattern for properties in said(layers, "patternProperties") for pattern in properties]
        if named:
            name: str = self._value([*named, self._layers.of_type("string")], (*place, "key"))
            return name
        if patterns:
            return scalars.found_by(self._ids.pick(patterns), self._ids)
        return f"field{self._next_number((*place, 'field'))}"


def _key(place: Place) -> str:
    """The name of what stands at a place; an element is called what its array is called, without the plural."""
    names = [step for step in place if isinstance(step, str)]
    if not names:
        return ""
    return names[-1].removesuffix("s") if isinstance(place[-1], int) else names[-1]


def _way(path: str) -> list[str]:
    """The steps of a JSON pointer."""
    return [token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:]]
