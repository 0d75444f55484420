"""The key `create` of the configuration: what the pages of scaffold templates offer."""

from __future__ import annotations

from catalogsite.config.catalog_settings import Section
from catalogsite.model.templates.launch import Launch


class CreateSettings(Section):
    """The company's own ways to make a project from a template."""

    launch: tuple[Launch, ...] = ()
