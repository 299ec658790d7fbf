"""Where the compiler stands in a schema; what a keyword sees of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mockapify.schema import pointer
from mockapify.schema.documents import Document
from mockapify.schema.errors import SchemaError
from mockapify.schema.walk import Check, Marks, Visit

if TYPE_CHECKING:  # the compiler imports the keywords, which import this module
    from mockapify.schema.compiler import Compiler


class Unit:
    """A schema compiled on its own, as the target of references; its paths start at `#` again."""

    __slots__ = ("check", "document")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.check: Check | None = None  # set when compiled; a recursive reference needs the unit before that

    def __call__(self, value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if self.check is not None:
            self.check(value, at, visit.without_name(), marks)


class Place(Struct, frozen=True):
    """One schema object on its way through the compiler."""

    compiler: "Compiler"
    unit: Unit
    base: str
    schema: dict[str, Any]
    path: str
    """The beginning of `schemaPath` for the errors of this object."""
    pointer: str
    """Where it stands in its document."""

    @property
    def marks(self) -> bool:
        """Whether anyone asks what this schema has covered."""
        return self.compiler.marks

    def compile(self, keyword: str, name: str | int | None = None) -> Check | None:
        """The check of the schema under `keyword`, or under `name` in it; None when it accepts everything."""
        schema = self.schema[keyword]
        path, place = f"{self.path}/{keyword}", f"{self.pointer}/{keyword}"
        if name is not None:
            schema = schema[name]
            path += f"/{pointer.encode(str(name))}"
            place += f"/{pointer.escape(str(name))}"
        return self.compiler.compile(schema, self.unit, self.base, path, place)

    def compile_map(self, keyword: str, names: list[str]) -> list[tuple[str, Check]]:
        """The checks under `keyword` for those `names` whose schema refuses anything."""
        checks = ((name, self.compile(keyword, name)) for name in names)
        return [(name, check) for name, check in checks if check is not None]

    def compile_list(self, keyword: str) -> list[Check | None]:
        """The checks of the list of schemas under `keyword`."""
        return [self.compile(keyword, index) for index in range(len(self.schema[keyword]))]

    def failure(self, keyword: str, params: Mapping[str, Any], message: str) -> Check:
        """A check that always reports this error."""
        path, fixed = f"{self.path}/{keyword}", dict(params)

        def fail(_value: Any, at: str, visit: Visit, _marks: Marks | None) -> None:
            visit.report(at, path, keyword, dict(fixed), message)

        return fail

    def refusal(self, message: str, keyword: str = "") -> SchemaError:
        """The error for a schema that cannot be compiled because of what stands under `keyword`."""
        place = f"{self.pointer}/{pointer.escape(keyword)}" if keyword else self.pointer
        return SchemaError(message, place)
