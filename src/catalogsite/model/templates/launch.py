"""A page of a company's own automation that makes a new project from the answers of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from catalogsite.model.value import Value

_TITLES = {
    "github_workflow": "Open the workflow",
    "github_issue": "Open an issue",
    "gitlab_pipeline": "Run the pipeline",
    "jenkins": "Build in Jenkins",
}


def _whole(url: str) -> str:
    if not url.startswith(("https://", "http://")) or not url.partition("://")[2].strip("/"):
        raise ValueError("write the whole address: https://host/path")
    return url


class Launch(Value):
    """One way to make a project, for the `templates` whose names match.

    `fields` says which answer each field of the page gets, by the name of the parameter; `command`
    is the whole command. Without them every answer is given by its own name. Secrets are never given.
    """

    kind: Literal["github_workflow", "github_issue", "gitlab_pipeline", "jenkins"]
    url: Annotated[str, AfterValidator(_whole)]
    title: str = ""
    templates: tuple[str, ...] = ("*",)
    fields: Mapping[str, str] = Field(default_factory=dict)
    form: str = ""
    ref: str = ""

    @property
    def label(self) -> str:
        """What its button says."""
        return self.title or _TITLES[self.kind]
