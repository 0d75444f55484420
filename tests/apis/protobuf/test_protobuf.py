"""Protocol Buffers files: exact models and findings, others counted by buf, and hostile ones."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.apis.definition_format import Definition, ReadDefinition
from catalogsite.apis.formats.protobuf.reader import PROTOBUF
from catalogsite.model.api.api import ApiModel

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("cases/*.yaml"))
CORPUS = HERE.parents[3] / "shared" / "corpus"
FILES = sorted(CORPUS.rglob("*.proto"))
BUF = Path(sysconfig.get_path("scripts")) / "buf"
PARTS = re.compile(r"[A-Za-z_]+|\d+|//|\s+|.", re.DOTALL)


def read(text: str) -> ReadDefinition:
    return PROTOBUF.read(Definition("grpc", "a.proto", {"a.proto": text}))


def case_of(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text("utf-8"))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_definition_gives_exactly_this(file: Path, written: Any) -> None:
    case = case_of(file)
    root = next(iter(case["files"]))
    got = written(PROTOBUF.read(Definition("grpc", root, case["files"])))
    assert got == {"findings": case["findings"], "model": case["model"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('syntax = "proto3";\nmessage A {}', True),
        ("// Comment\nedition = '2023';\nmessage A {}", True),
        ("package acme.v1;\nservice A {}", True),
        ("type Query { a: Int }", False),
        ("openapi: 3.1.0\n", False),
        ("package main\n\nfunc main() {}\n", False),
    ],
)
def test_a_file_is_known_by_its_text(text: str, expected: bool) -> None:
    assert PROTOBUF.recognises(text) is expected


def test_imports_are_found_from_any_root_of_the_repository_the_nearest_first() -> None:
    text = """
        import "acme/a.proto"; import public "./b.proto"; import weak
        'deep/c.proto'; // import "comment.proto";
        import "google/protobuf/any.proto"; import "../../etc/passwd"; import "gone.proto";
        message A { string import = 1 [default = "import"]; }
    """
    paths = dict.fromkeys(
        ("proto/acme/a.proto", "other/acme/a.proto", "proto/x/b.proto", "b.proto",
         "far/deep/c.proto", "proto/near/deep/c.proto", "etc/passwd",
         "google/protobuf/any.proto"), 1,
    )  # fmt: skip
    assert list(PROTOBUF.references("proto/x/y.proto", text, paths)) == [
        "proto/acme/a.proto",
        "proto/x/b.proto",
        "proto/near/deep/c.proto",
    ]


# ---- Files of strangers ----------------------------------------------------------------------


def definition_of(file: Path) -> Definition:
    """A file and all that it imports from its repository."""
    folder = CORPUS / Path(*file.relative_to(CORPUS).parts[:2])
    paths = {path.relative_to(folder).as_posix(): 1 for path in folder.rglob("*.proto")}
    root = file.relative_to(folder).as_posix()
    files = {root: file.read_text("utf-8")}
    waiting = [root]
    while waiting:
        path = waiting.pop()
        for one in PROTOBUF.references(path, files[path], paths):
            if one not in files:
                files[one] = (folder / one).read_text("utf-8")
                waiting.append(one)
    return Definition("grpc", root, files)


@cache
def described(file: Path) -> dict[str, Any] | None:
    """The descriptor of a file by buf, without its options; None where buf cannot compile it."""
    definition = definition_of(file)
    roots = {"", *(str(Path(path).parents[0]) for path in definition.files)}
    for path in definition.files:
        roots |= {str(one) for one in Path(path).parents}
    folder = CORPUS / Path(*file.relative_to(CORPUS).parts[:2])
    for root in sorted(roots, key=len, reverse=True):
        start = folder / root
        if not file.is_relative_to(start):
            continue
        done = subprocess.run(
            [BUF, "build", start, "--path", file, "-o", "-#format=json", "--exclude-source-info"],
            capture_output=True,
            check=False,
            timeout=120,
        )
        if done.returncode == 0:
            wanted = file.relative_to(start).as_posix()
            files = json.loads(done.stdout)["file"]
            return next(one for one in files if one["name"] == wanted)
    return None


def counted_by_buf(descriptor: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"rpcs": 0, "types": {}}
    for service in descriptor.get("service", []):
        found["rpcs"] += len(service.get("method", []))
    package = descriptor.get("package", "")
    waiting = [(package, descriptor.get("messageType", []), descriptor.get("enumType", []))]
    while waiting:
        scope, messages, enums = waiting.pop()
        for one in enums:
            found["types"][named(scope, one)] = {
                (value["name"], value.get("number", 0)) for value in one["value"]
            }
        for one in messages:
            if one.get("options", {}).get("mapEntry"):
                continue
            found["types"][named(scope, one)] = {
                (field["name"], field["number"]) for field in one.get("field", [])
            }
            inner = (named(scope, one), one.get("nestedType", []), one.get("enumType", []))
            waiting.append(inner)
    return found


def named(scope: str, one: dict[str, Any]) -> str:
    return f"{scope}.{one['name']}" if scope else one["name"]


def counted_in(model: ApiModel) -> dict[str, Any]:
    own = [one for one in model.types if one.place.file == 0 and one.kind != "extension"]
    return {
        "rpcs": sum(one.place.file == 0 for one in model.operations),
        "types": {
            one.id.removeprefix("type-"): {
                (part.name, part.number) for part in (*one.fields, *one.values)
            }
            for one in own
        },
    }


def name_of(file: Path) -> str:
    return f"{file.parts[-3]}-{file.parts[-2]}-{file.name}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_file_of_a_stranger_gives_a_model_without_errors(file: Path) -> None:
    got = PROTOBUF.read(definition_of(file))
    assert got.model is not None
    rules = {one.rule for one in got.findings}
    assert rules <= {"protobuf-undescribed", "protobuf-unused-type", "protobuf-missing-import"}
    ids = [one.id for one in (*got.model.operations, *got.model.types)]
    assert len(ids) == len(set(ids))
    assert {target for one in got.model.types for target in one.used_by} <= set(ids)


# Those of einride import googleapis, which buf has not without its registry.
COMPILED = [file for file in FILES if "einride" not in str(file)]


@pytest.mark.parametrize("file", COMPILED, ids=name_of)
def test_a_file_of_a_stranger_is_counted_as_by_buf(file: Path) -> None:
    descriptor = described(file)
    assert descriptor is not None
    assert counted_in(PROTOBUF.read(definition_of(file)).model) == counted_by_buf(descriptor)


@pytest.mark.parametrize("name", ["service", "oneofs", "services-elsewhere", "editions-2023"])
def test_our_own_definitions_compile(name: str, tmp_path: Path) -> None:
    """Otherwise they would show how something that does not exist is read."""
    for path, text in case_of(HERE / "cases" / f"{name}.yaml")["files"].items():
        file = tmp_path / path.removeprefix("proto/").removeprefix("other/").removeprefix("third/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    done = subprocess.run(
        [BUF, "build", tmp_path], capture_output=True, check=False, text=True, timeout=120
    )
    assert done.stderr == ""


# ---- Hostile definitions ---------------------------------------------------------------------

HOSTILE = {
    "messages": 'syntax = "proto3";' + "message A {" * 100_000,
    "closed messages": "message A {" * 50_000 + "}" * 50_000,
    "closings": "}" * 100_000,
    "groups": "message A {" + "optional group B = 1 {" * 100_000,
    "values": "option (a) = " + "{a:" * 100_000,
    "lists": "option (a) = {a:" + "[" * 100_000,
    "angles": "option (a) = " + "{a <" * 100_000,
    "brackets": "message A { int32 a = 1 " + "[" * 100_000,
    "parentheses": "option " + "(" * 100_000,
    "name": "message " + "A" * 1_000_000 + " {}",
    "dots": "message A { " + "a." * 100_000 + "b c = 1; }",
    "scopes": "package " + ".".join("a" * 41) + ";" + "message A { X x = 1; }" * 1000,
    "number": "message A { int32 a = " + "9" * 50_000 + "; }",
    "exponent": "option a = 1" + "e" * 100_000 + ";",
    "infinite": "option a = 1e999999;",
    "open text": 'option a = "' + "\\" * 100_000,
    "open texts": "option a = " + '"' + '\\"' * 100_000,
    "open comment": "/* " * 100_000,
    "slashes": "/" * 100_001,
    "comments": "// a\n" * 100_000 + "message A {}",
    "quotes": "'" * 100_001,
    "zero bytes": 'syntax = "proto3"; message A\0 { }',
    "half a pair": "message A {} // \ud800",
    "itself": 'import "a.proto"; message A { A a = 1; }',
    "ranges": "message A { reserved " + "1 to 5, " * 10_000 + "6; int32 a = 1; }",
    "nothing": "",
    "mark": "\ufeff",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_definition_gives_a_model_or_a_finding(text: str) -> None:
    got = read(text)
    assert got.model is not None or got.findings
    assert len(got.findings) < 100
    list(PROTOBUF.references("a.proto", text, {"b.proto": 1}))


def test_very_many_fields_are_read() -> None:
    fields = "".join(f"int32 f{one} = {one + 20_000}; // c\n" for one in range(30_000))
    got = read(f'syntax = "proto3"; message A {{ {fields} }}')
    assert len(got.model.types[0].fields) == 30_000


def test_names_do_not_grow_with_depth() -> None:
    name = "A" * 290
    text = f"message {name} {{" * 30 + "message B {} " * 1000 + "}" * 30
    got = read(text)
    assert max(len(one.id) for one in got.model.types) < 600


@pytest.mark.parametrize("seed", range(100))
def test_a_mutated_definition_never_raises(seed: int) -> None:
    chance = random.Random(seed)
    files = case_of(chance.choice(CASES))["files"]
    changed = {path: mutated(text, chance) for path, text in files.items()}
    got = PROTOBUF.read(Definition("grpc", next(iter(files)), changed))
    assert got.model is not None or got.findings
    if got.model is not None:
        assert ApiModel.model_validate_json(got.model.model_dump_json()) == got.model


def mutated(text: str, chance: random.Random) -> str:
    parts = PARTS.findall(text)
    for _ in range(chance.randint(1, 6)):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        change = chance.randrange(4)
        if change == 0:
            parts[at] = parts[other]
        elif change == 1:
            parts.insert(at, chance.choice(["{", "}", "(", ";", '"', "[", "\0", "é", "/*", "= "]))
        elif change == 2:
            del parts[at]
        else:
            parts[at:at] = parts[other : other + 20]
    return "".join(parts)
