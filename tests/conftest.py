"""The same environment for every test, whatever the terminal and the user's configuration are."""

from __future__ import annotations

import os

import pytest

_UNSET = (
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "LANGUAGE",
    "LC_ALL",
    "LINES",
    "NO_COLOR",
    "SOURCE_DATE_EPOCH",
    "TERM",
)
_SET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
}


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory):
    """No setting of the caller that changes colours, widths, times, languages or git."""
    with pytest.MonkeyPatch.context() as patch:
        for name in tuple(os.environ):
            if name in _UNSET or name.startswith(("GIT_", "XDG_")):
                patch.delenv(name)
        for name, value in _SET.items():
            patch.setenv(name, value)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield
