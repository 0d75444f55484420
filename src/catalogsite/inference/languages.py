"""Which languages a repository is written in, by the size of its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

_BY_EXTENSION = {
    "py": "Python", "pyi": "Python", "ts": "TypeScript", "tsx": "TypeScript", "mts": "TypeScript",
    "js": "JavaScript", "jsx": "JavaScript", "mjs": "JavaScript", "cjs": "JavaScript",
    "go": "Go", "rs": "Rust", "java": "Java", "kt": "Kotlin", "kts": "Kotlin", "scala": "Scala",
    "groovy": "Groovy", "clj": "Clojure", "c": "C", "h": "C", "cc": "C++", "cpp": "C++",
    "hpp": "C++", "cxx": "C++", "cs": "C#", "fs": "F#", "vb": "Visual Basic", "rb": "Ruby",
    "php": "PHP", "swift": "Swift", "m": "Objective-C", "dart": "Dart", "ex": "Elixir",
    "exs": "Elixir", "erl": "Erlang", "hs": "Haskell", "ml": "OCaml", "lua": "Lua", "pl": "Perl",
    "r": "R", "jl": "Julia", "sh": "Shell", "bash": "Shell", "ps1": "PowerShell", "sql": "SQL",
    "tf": "HCL", "hcl": "HCL", "vue": "Vue", "svelte": "Svelte", "css": "CSS", "scss": "SCSS",
    "less": "Less", "html": "HTML", "proto": "Protocol Buffers", "zig": "Zig", "nix": "Nix",
    "ipynb": "Jupyter Notebook", "rego": "Open Policy Agent", "graphql": "GraphQL",
}  # fmt: skip
_BY_NAME = {"Dockerfile": "Dockerfile", "Containerfile": "Dockerfile", "Makefile": "Makefile"}
_NOT_WRITTEN = frozenset(
    {"node_modules", "vendor", "third_party", "dist", "build", "site-packages", "testdata"}
)
_GENERATED = (".min.js", ".min.css", ".pb.go", "_pb2.py", "_pb2.pyi", ".generated.ts", ".d.ts")
_SMALL = frozenset({"Dockerfile", "Makefile", "HTML", "CSS", "SCSS", "Less", "Jupyter Notebook"})


def count_languages(sizes: Mapping[str, int]) -> dict[str, int]:
    """Bytes of each language, largest first; generated and vendored files do not count."""
    total: dict[str, int] = {}
    for path, size in sizes.items():
        language = language_of(path)
        if language:
            total[language] = total.get(language, 0) + size
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def language_of(path: str) -> str | None:
    """The language of a file by its name; None for data, prose, generated and vendored ones."""
    parts = path.split("/")
    name = parts[-1]
    if name.endswith(_GENERATED) or not _NOT_WRITTEN.isdisjoint(parts[:-1]):
        return None
    return _BY_NAME.get(name) or _BY_EXTENSION.get(PurePosixPath(name).suffix[1:].lower())


def main_language(languages: Mapping[str, int]) -> str | None:
    """The largest language; markup and build files count only where there is nothing else."""
    return next((name for name in languages if name not in _SMALL), next(iter(languages), None))
