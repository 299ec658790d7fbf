"""The examples of README.md and of the pages in docs/, as files that run."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

BLOCK = re.compile(r"^(?P<said><!-- fails -->\n+)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)

NAME = re.compile(r"# ([\w/]+\.\w+)\n")
"""The first line of an example that another one imports or loads: the name of its file."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page. After `<!-- fails -->` its tests fail, as the `text` block after it shows."""

    language: str
    text: str
    fails: bool

    @property
    def tests(self) -> int:
        """How many tests it shows."""
        return len(re.findall(r"^(?:    )?(?:async )?def test_", self.text, re.MULTILINE))


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its blocks, in their order."""

    path: Path

    @property
    def name(self) -> str:
        """Its path below the root of the project."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text()

    @property
    def blocks(self) -> list[Block]:
        """All that it shows."""
        return [Block(found["language"], found["text"], bool(found["said"])) for found in BLOCK.finditer(self.text)]

    def of(self, language: str) -> list[str]:
        """The texts of its blocks in that language."""
        return [block.text for block in self.blocks if block.language == language]

    def write_to(self, folder: Path) -> None:
        """Write its examples there: those that begin with a name under that name, other Python as modules of tests."""
        for number, block in enumerate(self.blocks, 1):
            named = NAME.match(block.text)
            if named is None and block.language != "python":
                continue
            path = folder / (named[1] if named else f"test_example_{number}.py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)

    def failures(self) -> list[str]:
        """The lines that the reports of its failing tests must have."""
        shown: list[str] = []
        for block, after in zip(self.blocks, [*self.blocks[1:], None], strict=True):
            if block.fails:
                assert after is not None, f"{self.name}: no report is shown after a test that fails"
                assert after.language == "text", f"{self.name}: no report is shown after a test that fails"
                shown += [line for line in after.text.splitlines() if line.strip() not in ("", "...")]
        return shown
