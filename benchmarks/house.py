"""The house in figures: lines, files, functions, suppressions, re-exports, and the files that one act leads through.

`python -m benchmarks.house [FOLDER]` reads the sources as text, of this checkout or of another one; nothing is run.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

APPS = ("accounts", "competitions", "submissions", "judging", "awards", "kovablik")
SUPPRESSION = re.compile(r"#.*\b(noqa|type: ignore)")
ACTS = {"a mark is stored": ("score_update",), "an attachment is opened": ("attachment_detail",)}


def main(root: Path) -> None:
    sources = {path: path.read_text() for path in python_of(root)}
    trees = {path: ast.parse(text) for path, text in sources.items()}
    lines = {path: text.count("\n") for path, text in sources.items() if lines_of(text)}
    functions = sorted(length for tree in trees.values() for length in function_lengths(tree))
    scripts = sum(lines_of(path.read_text()) for path in (root / "static/js").rglob("*.js"))
    print(f"Python          {sum(lines.values()):6,} lines in {len(lines)} files")
    print(f"JavaScript      {scripts:6,} lines")
    print(f"file            median {median(lines.values()):.0f}, longest {max(lines.values())}")
    long = sum(length > 30 for length in functions) / len(functions)
    print(f"function        median {median(functions):.0f}, longest {functions[-1]}, above 30 lines {long:.1%}")
    suppressed = sum(bool(SUPPRESSION.search(line)) for text in sources.values() for line in text.splitlines())
    print(f"suppressions    {suppressed}")
    print(f"re-exported     {sum(reexported(path, tree) for path, tree in trees.items())} lines of __init__")
    house = House(root, trees)
    for act, views in ACTS.items():
        print(f"{act:<24}{sorted(len(house.files_of(view)) for view in house.find(views))} files")


def python_of(root: Path) -> Iterator[Path]:
    """The applications' own code; tests, benchmarks and migrations are left out."""
    for app in APPS:
        yield from (path for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts)


def lines_of(text: str) -> int:
    return text.count("\n")


def function_lengths(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def reexported(path: Path, tree: ast.Module) -> int:
    """The lines of an `__init__` outside of models that only hand names on."""
    if path.name != "__init__.py" or path.parent.name == "models":
        return 0
    handed = (ast.ImportFrom, ast.Import, ast.Assign, ast.Expr)
    if not tree.body or not all(isinstance(node, handed) for node in tree.body):
        return 0
    return path.read_text().count("\n") if any(isinstance(node, ast.ImportFrom) for node in tree.body) else 0


class House:
    """Which files the functions of a checkout lead through, by the names that they use."""

    def __init__(self, root: Path, trees: dict[Path, ast.Module]) -> None:
        self.names = {path: _dotted(path.relative_to(root)) for path in trees}
        self.paths = {name: path for path, name in self.names.items()}
        self.defined = {path: _definitions(tree) for path, tree in trees.items()}
        self.imported = {path: dict(self._imports(path, tree)) for path, tree in trees.items()}

    def find(self, names: tuple[str, ...]) -> list[tuple[Path, str]]:
        return [(path, name) for path, found in self.defined.items() for name in names if name in found]

    def files_of(self, start: tuple[Path, str]) -> set[Path]:
        """All files of the functions and classes that this one uses, and those use, and the files that hand them on."""
        waiting, seen, files = [start], {start}, set()
        while waiting:
            path, name = waiting.pop()
            files.add(path)
            for one in self._used(path, name):
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
        return files

    def _used(self, path: Path, name: str) -> Iterator[tuple[Path, str]]:
        if name in self.imported[path]:
            yield from self._followed(*self.imported[path][name])
        node = self.defined[path].get(name)
        for part in ast.walk(node) if node else ():
            if isinstance(part, ast.Name) and (part.id in self.defined[path] or part.id in self.imported[path]):
                yield path, part.id
            elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                module = ".".join(self.imported[path].get(part.value.id, ()))
                yield from self._followed(module, part.attr)

    def _followed(self, module: str, name: str) -> Iterator[tuple[Path, str]]:
        path = self.paths.get(module)
        if path and (name in self.defined[path] or name in self.imported[path]):
            yield path, name

    def _imports(self, path: Path, tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
        package = self.names[path] if path.name == "__init__.py" else self.names[path].rpartition(".")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                module = ".".join([*above, *([node.module] if node.module else [])])
                yield from ((one.asname or one.name, (module, one.name)) for one in node.names)


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _definitions(tree: ast.Module) -> dict[str, ast.AST]:
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {one.id: node for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)}
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
