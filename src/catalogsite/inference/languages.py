"""Which languages a repository is written in, by the size of its files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from catalogsite.inference.codeowners_patterns import matches

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
    "ipynb": "Jupyter Notebook", "rego": "Open Policy Agent", "graphql": "GraphQL", "gql": "GraphQL",
    "cshtml": "HTML+Razor", "razor": "HTML+Razor", "gradle": "Gradle", "cmake": "CMake", "zsh": "Shell",
    "fish": "Shell", "bat": "Batchfile", "cmd": "Batchfile", "psm1": "PowerShell", "bicep": "Bicep",
    "cue": "CUE", "jsonnet": "Jsonnet", "libsonnet": "Jsonnet", "thrift": "Thrift", "sol": "Solidity",
    "f90": "Fortran", "f": "Fortran", "cob": "COBOL", "cbl": "COBOL", "pas": "Pascal", "asm": "Assembly",
    "s": "Assembly", "cu": "Cuda", "mm": "Objective-C++", "elm": "Elm", "cljs": "Clojure",
    "fsx": "F#", "mli": "OCaml", "nim": "Nim", "cr": "Crystal", "hx": "Haxe", "coffee": "CoffeeScript",
    "sass": "Sass", "styl": "Stylus", "pug": "Pug", "twig": "Twig", "hbs": "Handlebars", "ejs": "EJS",
    "erb": "HTML+ERB", "haml": "Haml", "el": "Emacs Lisp", "lisp": "Common Lisp", "rkt": "Racket",
    "tcl": "Tcl", "awk": "Awk", "vim": "Vim Script", "pyx": "Cython", "sv": "SystemVerilog",
    "vhd": "VHDL", "gd": "GDScript", "abap": "ABAP", "bzl": "Starlark", "astro": "Astro", "cts": "TypeScript",
    "htm": "HTML", "hh": "C++", "rake": "Ruby", "gemspec": "Ruby", "pm": "Perl", "sc": "Scala",
}  # fmt: skip
_BY_NAME = {
    "Dockerfile": "Dockerfile", "Containerfile": "Dockerfile", "Makefile": "Makefile",
    "GNUmakefile": "Makefile", "makefile": "Makefile", "CMakeLists.txt": "CMake",
    "Jenkinsfile": "Groovy", "Rakefile": "Ruby", "Gemfile": "Ruby", "Vagrantfile": "Ruby",
    "BUILD": "Starlark", "BUILD.bazel": "Starlark", "WORKSPACE": "Starlark", "Tiltfile": "Starlark",
    "justfile": "Just", "Justfile": "Just",
}  # fmt: skip
_NOT_WRITTEN = frozenset(
    {"node_modules", "bower_components", "vendor", "vendors", "_vendor", "third_party", "third-party",
     "thirdparty", "3rdparty", "external", "extern", "Pods", "Carthage", ".yarn", "dist", "build",
     "site-packages", "testdata", "generated", "__generated__", "coverage", "gradle-wrapper"}
)  # fmt: skip
_GENERATED = re.compile(
    r".*[.-]min\.(?:js|mjs|css)|.*\.bundle\.js|.*\.d\.ts|.*\.(?:generated|gen|g|designer|freezed)\.\w+"
    r"|.*\.pb(?:\.gw|\.validate)?\.(?:go|cc|h|c)|.*_pb2(?:_grpc)?\.pyi?|.*_pb\.(?:js|d\.ts|rb)|.*_generated\.go"
    r"|zz_generated.*\.go|wire_gen\.go|bindata\.go|.*_gen\.go"
    r"|(?:jquery|bootstrap|d3|angular|react|vue|lodash|underscore|moment|modernizr)(?:[.-][\d.]+)?\.(?:js|css)",
    re.IGNORECASE,
)
_SMALL = frozenset(
    {"Dockerfile", "Makefile", "HTML", "CSS", "SCSS", "Less", "Sass", "Stylus", "Jupyter Notebook"}
)
_OUT = ("linguist-vendored", "linguist-generated", "linguist-documentation")


class Attribute(NamedTuple):
    """A line of `.gitattributes` that counts for languages: a pattern, and what its files are.

    `left_out` is None if the line does not say; `language` is a language that it sets.
    """

    pattern: str
    left_out: bool | None = None
    language: str | None = None


def language_attributes(text: str) -> tuple[Attribute, ...]:
    """The lines of a `.gitattributes` by which GitHub's statistics of languages are corrected."""
    found = []
    for line in text.splitlines():
        pattern, *words = line.split("#")[0].split() or [""]
        left_out = language = None
        for word in words:
            name, _, value = word.lstrip("-!").partition("=")
            if name in _OUT:
                left_out = not word.startswith(("-", "!")) and value != "false"
            elif name == "linguist-detectable":
                left_out = word.startswith("-") or value == "false"
            elif name == "linguist-language" and value:
                language = value.replace("-", " ")
        if left_out is not None or language is not None:
            found.append(Attribute(pattern, left_out, language))
    return tuple(found)


def count_languages(
    sizes: Mapping[str, int], attributes: Sequence[Attribute] = ()
) -> dict[str, int]:
    """Bytes of each language, largest first; generated and vendored files do not count."""
    total: dict[str, int] = {}
    for path, size in sizes.items():
        language = _language(path, attributes) if attributes else language_of(path)
        if language and size:
            total[language] = total.get(language, 0) + size
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def _language(path: str, attributes: Sequence[Attribute]) -> str | None:
    """The language of a file, if the attributes do not say otherwise; the last line wins."""
    left_out = language = None
    for attribute in attributes:
        if matches(attribute.pattern, path):
            left_out = left_out if attribute.left_out is None else attribute.left_out
            language = attribute.language or language
    if left_out:
        return None
    if left_out is False or language:
        return language or _by_name(path.rpartition("/")[2])
    return language_of(path)


def language_of(path: str) -> str | None:
    """The language of a file by its name; None for data, prose, generated and vendored ones."""
    *folders, name = path.split("/")
    if not _NOT_WRITTEN.isdisjoint(folders) or _GENERATED.fullmatch(name):
        return None
    return _by_name(name)


def _by_name(name: str) -> str | None:
    if name.startswith(("Dockerfile.", "Containerfile.")) or name.endswith(".Dockerfile"):
        return "Dockerfile"
    return _BY_NAME.get(name) or _BY_EXTENSION.get(PurePosixPath(name).suffix[1:].lower())


def main_language(languages: Mapping[str, int]) -> str | None:
    """The largest language; markup and build files count only where there is nothing else."""
    return next((name for name in languages if name not in _SMALL), next(iter(languages), None))
