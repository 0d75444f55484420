"""Prompts on the terminal: a text, a secret, a choice, several choices, yes or no; each with a way back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from catalogsite.cli.terminal import Terminal, visible

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output
    from questionary import Question

Check = Callable[[Any], str | None]
"""What is wrong with an answer; None where nothing is."""

_SEARCHED_FROM = 12
"""Choices from which on a list is searched by typing."""


class Option(NamedTuple):
    """A choice: what is shown, and the value that it stands for."""

    label: str
    value: Any


class _Back:
    """The answer of a user who went back."""


BACK: Final = _Back()


class Prompts:
    """Asks on the terminal; what it prints goes to standard error, which is no part of the result."""

    def __init__(
        self, terminal: Terminal, given: Input | None = None, output: Output | None = None
    ) -> None:
        from prompt_toolkit.output import create_output

        self._terminal = terminal
        self._streams: dict[str, Any] = {
            "input": given, "output": output or create_output(stdout=sys.stderr)
        }  # fmt: skip

    def say(self, text: str) -> None:
        """A line that is no question."""
        self._terminal.err.print(visible(text), markup=False)

    def heading(self, text: str) -> None:
        """A line above the questions of a page."""
        self._terminal.err.print(f"\n{visible(text)}", style="bold", markup=False)

    def text(
        self,
        message: str,
        default: str,
        check: Check,
        suggestions: Sequence[str] = (),
        *,
        multiline: bool = False,
    ) -> Any:
        """A text that the check accepts; what is typed is completed from the suggestions."""
        import questionary

        if suggestions:
            return self._ask(
                questionary.autocomplete(
                    visible(message), list(suggestions), default, validate=_validation(check),
                    **self._streams,
                )
            )  # fmt: skip
        instruction = "(Esc, then Enter ends the text)" if multiline else None
        return self._ask(
            questionary.text(
                visible(message), default, _validation(check), multiline=multiline,
                instruction=instruction, **self._streams,
            )
        )  # fmt: skip

    def secret(self, message: str, check: Check) -> Any:
        """A text that is not shown, not even as asterisks of its length."""
        import questionary

        return self._ask(
            questionary.text(
                f"{visible(message)} (not shown)", "", _validation(check),
                input_processors=[_unseen()], **self._streams,
            )
        )  # fmt: skip

    def confirm(self, message: str, *, default: bool) -> Any:
        """Yes or no."""
        import questionary

        return self._ask(questionary.confirm(visible(message), default, **self._streams))

    def choose(self, message: str, options: Sequence[Option], default: Any) -> Any:
        """The value of one of the options."""
        import questionary

        choices = [questionary.Choice(visible(o.label), str(i)) for i, o in enumerate(options)]
        chosen = next(
            (c for c, o in zip(choices, options, strict=True) if o.value == default), None
        )
        many = len(choices) >= _SEARCHED_FROM
        answer = self._ask(
            questionary.select(
                visible(message), choices, chosen, use_search_filter=many, use_jk_keys=not many,
                **self._streams,
            )
        )  # fmt: skip
        return answer if answer is BACK else options[int(answer)].value

    def choose_several(
        self, message: str, options: Sequence[Option], chosen: Sequence[Any], check: Check
    ) -> Any:
        """The values of some of the options, in their order."""
        import questionary

        def values(indices: Sequence[str]) -> list[Any]:
            return [options[int(index)].value for index in indices]

        many = len(options) >= _SEARCHED_FROM
        choices = [
            questionary.Choice(visible(o.label), str(i), checked=o.value in chosen)
            for i, o in enumerate(options)
        ]
        answer = self._ask(
            questionary.checkbox(
                visible(message), choices, validate=lambda found: check(values(found)) or True,
                use_search_filter=many, use_jk_keys=not many, **self._streams,
            )
        )  # fmt: skip
        return answer if answer is BACK else values(answer)

    def _ask(self, question: Question) -> Any:
        from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
        from prompt_toolkit.key_binding.key_processor import KeyPressEvent

        bindings = KeyBindings()

        @bindings.add("s-tab", eager=True)
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=BACK)

        there = question.application.key_bindings
        question.application.key_bindings = merge_key_bindings(
            [there, bindings] if there is not None else [bindings]
        )
        return question.unsafe_ask(patch_stdout=False)


def _validation(check: Check) -> Callable[[Any], bool | str]:
    return lambda answer: check(answer) or True


def _unseen() -> Any:
    """What keeps a text off the screen: not even its length shows."""
    from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

    class Unseen(Processor):
        def apply_transformation(self, _: TransformationInput) -> Transformation:
            return Transformation([], lambda _: 0, lambda _: 0)

    return Unseen()
