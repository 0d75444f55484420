"""The error texts of libyaml that the reader relies on, each provoked in the library itself."""

from __future__ import annotations

import pytest
import yaml

from catalogsite.yaml12 import libyaml_errors

TEXTS = {
    libyaml_errors.CANNOT_START: "a: @b\n",
    libyaml_errors.TAB_INDENTATION: "a:\n  b: c\n\td: e\n",
    libyaml_errors.TAB_IN_BLOCK_SCALAR: "a: |\n\tb\n",
    libyaml_errors.NO_KEY: "a: 1\n: b\n",
    libyaml_errors.UNEXPECTED_COLON: "{a:}\n",
    libyaml_errors.NO_NODE_CONTENT: "[:a]\n",
    libyaml_errors.NO_SPACE_AFTER_TAG: "[!a]\n",
    libyaml_errors.INVALID_ESCAPE: '"\\ud83d"\n',
    libyaml_errors.DUPLICATE_ANCHOR: "[&a 1, &a 2]\n",
    libyaml_errors.UNDEFINED_ALIAS: "*a\n",
    libyaml_errors.COLON_WITHOUT_KEY: "a: b: c\n",
}


@pytest.mark.parametrize("problem", TEXTS)
def test_libyaml_states_it_in_these_words(problem: str) -> None:
    with pytest.raises(yaml.MarkedYAMLError) as error:
        yaml.load(TEXTS[problem], yaml.CSafeLoader)
    assert error.value.problem == problem


def test_every_text_that_is_relied_on_is_provoked() -> None:
    relied_on = {value for name, value in vars(libyaml_errors).items() if name.isupper()}
    assert relied_on == set(TEXTS)
