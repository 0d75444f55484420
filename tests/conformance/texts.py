"""YAML as authors and accidents write it: documents of every notation, with a line changed or lost."""

from __future__ import annotations

from hypothesis import strategies as st

_PLAIN = (
    "a", "a b", "Yes", "off", "true", "False", "tRue", "null", "~", "Null", "0", "-0", "+1", "017",
    "0o17", "0o8", "0x1F", "-0x1", "0b1", "1_000", "1.0", "1.10", "1.", ".5", "-.5", "1e3", "1E-3",
    "1e400", "12345678901234567890", "123456789012345678901234567890", "0.1", ".inf", "-.INF", ".nan",
    "1.2.3", "2021-03-04", "2021-03-04T05:06:07Z", "12:30", "<<", "=", "a#b", "a:b", "a::b", "http://h:1/x#y",
    "-a", "--", "a-", "a,b", "v1.0", "10%", "a@b", "a*b", "a&b", "a!b", "a|b", "a>b", "ü", "\U0001f600",
    "a\tb", "a\u00a0b", "C:\\x", "<a>", "$a", "(a)", "^a", "a'b", 'a"b', "/a", "./a.yaml", "a\u2028b",
)  # fmt: skip
_QUOTED = (
    "''", '""', "'it''s'", "'a: b'", "'#'", '"a\\nb"', '"\\x41\\u00e9"', '"\\ud83d\\ude00"', '"\\/"',
    '"\\t\\e\\0"', '"\\q"', '"\\u12"', '"a" b', "'a'b", "'a'#b", "'a' #b",
)  # fmt: skip
_TAGGED = (
    "!!str 5", "!!int '5'", "!!int x", "!!float 1e3", "!!float 5", "!!bool true", "!!null x", "!!binary aGk=",
    "!!timestamp 2021-03-04", "!!set {a, b}", "! 5", "! 'a'", "!own a", "!own [a]", "!<tag:h,1:x> a", "!e!x a",
    "&x a", "&x [a]", "*x", "*y", "&x", "!!str", "!",
)  # fmt: skip
_BROKEN = (
    "@a", "`a`", "%a", "a: b", "a :b", "- a", "? a", "|9", "]", "}", "[a", "{a", "[a]b", "{a}b", "[a]#b", ",a",
    "*", "&", "|x", ">#c", "${{ a }}", "{% a %}",
)  # fmt: skip
_FLOW = (
    "[]", "{}", "[a, b]", "[a, b,]", "[a,, b]", "[a: b]", "[[a], {b: c}]", "{a: b}", "{a}", "{a: }", "{a: b, c}",
    '{"a":b}', "{a:b}", "{a: b, a: c}", "{a b: c d}", "[a #b]", "[-]", "[--]", "{'a': [b, 'c']}", "[~, 1.0, .inf]",
)  # fmt: skip
_BLOCKS = ("|", ">", "|-", ">-", "|+", ">+", "|2", "|  # c")
_KEYS = (
    "a", "b", "c", "d", "e", "f", "a b", "'g'", '"h"', "1", "1.0", "0x1", "~", "true", "yes", "<<", ".inf", "1e21",
    "2021-03-04", "a.b/c", "a:b", "&k k", "!!str l", "-n", "__proto__", "${{ a }}",
)  # fmt: skip
_BETWEEN = (
    "---", "--- ", "--- # c", "...", "# c", "", "  ", "--- a", "--- [a]", "--- |", "%YAML 1.1\n---",
    "%YAML 1.2\n---", "%FOO\n---", "...\n%YAML 1.1\n---",
)  # fmt: skip
_COMMENTS = ("", "", "", "", " # c", "  #c", "\t# c", " ")

words = st.one_of(
    *(
        st.sampled_from(choice)
        for choice in (_PLAIN, _PLAIN, _PLAIN, _QUOTED, _TAGGED, _FLOW, _BROKEN)
    )
)
_keys = st.sampled_from(_KEYS[:6]) | st.sampled_from(_KEYS)


@st.composite
def _lines(draw: st.DrawFn, indent: int = 0, depth: int = 0) -> list[str]:
    """The lines of a mapping, or below one of a list."""
    listed = bool(depth) and draw(st.booleans())
    out = []
    for _ in range(draw(st.integers(1, 3))):
        start = " " * indent + ("-" if listed else f"{draw(_keys)}:")
        kind = draw(st.integers(0, 9))
        deeper = indent + draw(st.sampled_from((2, 2, 2, 4, 1)))
        if kind == 0 and depth < 3:
            out += [start + draw(st.sampled_from(_COMMENTS)), *draw(_lines(deeper, depth + 1))]
        elif kind == 1:
            text = draw(st.sampled_from(("t", "t\n\nu", "t\n  u", "# t", "t: u", "t \nu")))
            lines = [" " * deeper + line if line else "" for line in text.split("\n")]
            out += [f"{start} {draw(st.sampled_from(_BLOCKS))}", *lines]
        elif kind == 2:
            out += [f"{start} {draw(st.sampled_from(_PLAIN[:3]))}", " " * deeper + "more"]
        else:
            out.append(f"{start} {draw(words)}{draw(st.sampled_from(_COMMENTS))}")
    return out


@st.composite
def texts(draw: st.DrawFn) -> str:
    """One to three documents, most of them with something that went wrong."""
    lines: list[str] = []
    for number in range(draw(st.integers(1, 3))):
        if number or draw(st.booleans()):
            lines.append(draw(st.sampled_from(_BETWEEN if number else _BETWEEN[:7])))
        lines += draw(_lines())
    for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2)))):
        _change(draw, lines)
    end = draw(st.sampled_from(("\n", "\n", "", "\n\n")))
    newline = draw(st.sampled_from(("\n", "\n", "\n", "\r\n")))
    return newline.join("\n".join(lines).split("\n")) + end


@st.composite
def aliased(draw: st.DrawFn) -> str:
    """A document of nodes with anchors, of which each may repeat those before it, some very often."""
    names: list[str] = []
    lines: list[str] = []
    for number in range(draw(st.integers(1, 6))):
        node = draw(_nodes(tuple(names), 0))
        if node.startswith("*"):
            lines.append(f"f{number}: {node}")
        else:
            lines.append(f"f{number}: &a{number} {node}")
            names.append(f"a{number}")
    repeated = range(draw(st.sampled_from((0, 1, 3, 11, 40, 98, 99, 100))))
    lines += [f"z{number}: *{draw(st.sampled_from(names[-2:]))}" for number in repeated]
    return "\n".join(lines) + "\n"


@st.composite
def _nodes(draw: st.DrawFn, names: tuple[str, ...], depth: int) -> str:
    kind = draw(st.integers(0, 9))
    if names and kind < 4:
        return f"*{draw(st.sampled_from(names))}"
    if depth < 3 and kind < 7:
        size = draw(st.sampled_from((0, 1, 2, 3, 5, 9, 12)))
        return f"[{', '.join(draw(_nodes(names, depth + 1)) for _ in range(size))}]"
    if depth < 3 and kind < 9:
        size = draw(st.integers(0, 4))
        pairs = [f"k{at}: {draw(_nodes(names, depth + 1))}" for at in range(size)]
        return f"{{{', '.join(pairs)}}}"
    return draw(st.sampled_from(("x", "1", "null", "''")))


def _change(draw: st.DrawFn, lines: list[str]) -> None:
    at = draw(st.integers(0, len(lines) - 1))
    kind = draw(st.integers(0, 5))
    if kind == 0 and len(lines) > 1:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
    elif kind == 2:
        lines[at] = " " * draw(st.integers(1, 3)) + lines[at]
    elif kind == 3:
        lines[at] = lines[at][draw(st.integers(1, 2)) :]
    elif kind == 4:
        lines.insert(at, draw(st.sampled_from(_BETWEEN)))
    else:
        lines[at] = lines[at].rstrip(":")
