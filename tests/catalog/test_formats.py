"""Suggestions for names that hold characters which are not allowed."""

from __future__ import annotations

import pytest

from catalogsite.catalog.kinds.formats import (
    MAX_LENGTH,
    is_name,
    is_namespace,
    is_tag,
    suggest_label,
    suggest_name,
    suggest_tag,
)


@pytest.mark.parametrize(
    ("text", "name", "tag"),
    [
        ("sécurité", "securite", "securite"),
        ("se\u0301curite\u0301", "securite", "securite"),
        ("näme with space", "name-with-space", "name-with-space"),
        ("Straße", "Strasse", "strasse"),
        ("smørrebrød", "smorrebrod", "smorrebrod"),
        ("Ærø", "AEro", "aero"),
        ("İstanbul ılık", "Istanbul-ilik", "istanbul-ilik"),
        ("Łódź", "Lodz", "lodz"),
        ("đường", "duong", "duong"),
        ("Þór", "Thor", "thor"),
        ("ﬁle①", "file1", "file1"),
        ("Ａｐｉ", "Api", "api"),
        ("платежи", "platezhi", "platezhi"),
        ("Щука Ёлка", "Shchuka-Elka", "shchuka-elka"),
        ("Ελλάδα", "Ellada", "ellada"),
        ("보안", "boan", "boan"),
        ("ガイド", "gaido", "gaido"),
        ("設定", "u8a2d-u5b9a", "u8a2d-u5b9a"),
        ("設定-service", "u8a2d-u5b9a-service", "u8a2d-u5b9a-service"),
        ("أمان", "u627-u645-u627-u646", "u627-u645-u627-u646"),
        ("🚀", "u1f680", "u1f680"),
        ("🚀 start", "start", "start"),
        ("naïve–dash…", "naive-dash", "naive-dash"),
        ("c♯", "c", "c"),
        ("___", "", ""),
    ],
)
def test_letters_that_are_not_allowed_are_replaced(text: str, name: str, tag: str) -> None:
    assert suggest_name(text) == name
    assert suggest_tag(text) == tag


@pytest.mark.parametrize(
    "text",
    ["é" * 100, "設" * 100, "Ж" * 70, "a" + "ö" * 62 + "-", "ñ_ñ", "東京 Tower", "café:crème", "x́", "́",
     "\u200b", "—", "中文 (简体)", "naïve.txt", "Ǆ", "ſ", "ǅ", "ŉ", "Ω", "㎏", "\U000e0041"],
)  # fmt: skip
def test_every_suggestion_is_valid(text: str) -> None:
    assert is_name(suggest_name(text))
    assert is_tag(suggest_tag(text))
    assert is_namespace(suggest_label(text))
    assert len(suggest_name(text)) <= MAX_LENGTH
