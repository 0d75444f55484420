"""Text in the letters of ASCII, for names that allow no others."""

from __future__ import annotations

import re
import unicodedata

# Latin letters that Unicode does not decompose, then Greek and Cyrillic by their usual transcription.
_LETTERS = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ħ": "h",
    "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T", "ĸ": "k", "ə": "e", "Ə": "E",
    "ƒ": "f", "ɛ": "e", "ɔ": "o", "×": "x",
    **dict(zip("αβγδεζηικλμνξοπρσςτυφω", "abgdeziiklmnxoprsstyfo", strict=True)),
    "θ": "th", "χ": "ch", "ψ": "ps",
    **dict(zip("абвгдезийклмнопрстуфыэіґ", "abvgdeziiklmnoprstufyeig", strict=True)),
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "",
    "ю": "yu", "я": "ya", "є": "ye", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
    "џ": "dz",
}  # fmt: skip
_NAMED = re.compile(r"(?:HIRAGANA|KATAKANA|HANGUL) (?:SYLLABLE|LETTER(?: SMALL)?) (\w+)")
"""The Unicode names that say how a letter sounds, such as `HANGUL SYLLABLE HAN`."""


def latin_letters(text: str) -> str:
    """The text with letters of ASCII in the place of all others: `securite` for `sécurité`.

    Accents are dropped. Greek, Cyrillic, Korean and Japanese syllables are transcribed; any other
    letter is replaced by its code point between two `-`. Characters that are no letters stay.
    """
    if text.isascii():
        return text
    return re.sub("--+", "-", "".join(map(_latin, unicodedata.normalize("NFC", text))))


def latin_or_code_points(text: str) -> str:
    """The same, or the code points of the characters outside ASCII if no letter or digit is left."""
    latin = latin_letters(text)
    if text.isascii() or any(letter.isascii() and letter.isalnum() for letter in latin):
        return latin
    return "-".join(_code_point(letter) for letter in text if not letter.isascii())


def _latin(letter: str) -> str:
    if letter.isascii():
        return letter
    if found := _NAMED.fullmatch(unicodedata.name(letter, "")):
        return found[1].lower()
    return "".join(map(_latin_part, unicodedata.normalize("NFKD", letter)))


def _latin_part(letter: str) -> str:
    if letter.isascii():
        return letter
    category = unicodedata.category(letter)
    if category.startswith("M"):
        return ""
    found = _LETTERS.get(letter)
    if found is None and letter.lower() in _LETTERS:
        found = _LETTERS[letter.lower()].capitalize()
    if found is None:
        found = f"-{_code_point(letter)}-" if category.startswith("L") else letter
    return found


def _code_point(letter: str) -> str:
    return f"u{ord(letter):x}"
