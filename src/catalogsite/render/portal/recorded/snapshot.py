"""The fields of the snapshot as templates read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.changes.moved import Moves
from catalogsite.model.changes.night import Night
from catalogsite.model.delivery.figures import Delivery
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact
from catalogsite.model.problem import Problem
from catalogsite.model.relations.dependency_rule import DependencyRule
from catalogsite.model.relations.types import RelationType
from catalogsite.model.repository import Repository
from catalogsite.model.scorecard import Score, Scorecard
from catalogsite.model.snapshot import TrendLine
from catalogsite.model.source_run import SourceRun
from catalogsite.model.templates.template_files import StoredTemplate


@dataclass(frozen=True, slots=True)
class RecordedSnapshot:
    """The snapshot's fields under their names; `read` records the field and returns its value."""

    read: Callable[[str], Any]

    @property
    def version(self) -> str:
        """The version of catalogsite that collected."""
        return str(self.read("version"))

    @property
    def created(self) -> datetime:
        """The time of the collection."""
        value: datetime = self.read("created")
        return value

    @property
    def title(self) -> str:
        """The title of the portal."""
        return str(self.read("title"))

    @property
    def sources(self) -> tuple[SourceRun, ...]:
        """What each collector did."""
        value: tuple[SourceRun, ...] = self.read("sources")
        return value

    @property
    def repositories(self) -> tuple[Repository, ...]:
        """All repositories, with what the last run did with each."""
        value: tuple[Repository, ...] = self.read("repositories")
        return value

    @property
    def entities(self) -> tuple[EntityData, ...]:
        """All entities, sorted by reference."""
        value: tuple[EntityData, ...] = self.read("entities")
        return value

    @property
    def origins(self) -> Mapping[str, Origin]:
        """Where each entity was read."""
        value: Mapping[str, Origin] = self.read("origins")
        return value

    @property
    def documentation(self) -> tuple[Documentation, ...]:
        """All documentation trees."""
        value: tuple[Documentation, ...] = self.read("documentation")
        return value

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts."""
        value: tuple[Fact, ...] = self.read("facts")
        return value

    @property
    def scorecards(self) -> tuple[Scorecard, ...]:
        """All scorecards with their checks."""
        value: tuple[Scorecard, ...] = self.read("scorecards")
        return value

    @property
    def scores(self) -> Mapping[str, Score]:
        """The score of each entity."""
        value: Mapping[str, Score] = self.read("scores")
        return value

    @property
    def trends(self) -> Mapping[str, Mapping[str, TrendLine]]:
        """The trends of each entity."""
        value: Mapping[str, Mapping[str, TrendLine]] = self.read("trends")
        return value

    @property
    def delivery(self) -> Mapping[str, Delivery]:
        """The delivery of components, teams and systems."""
        value: Mapping[str, Delivery] = self.read("delivery")
        return value

    @property
    def skeletons(self) -> Mapping[str, tuple[str, ...]]:
        """The files that each Template would write."""
        value: Mapping[str, tuple[str, ...]] = self.read("skeletons")
        return value

    @property
    def template_files(self) -> Mapping[str, StoredTemplate]:
        """What is kept of the files of each Template."""
        value: Mapping[str, StoredTemplate] = self.read("template_files")
        return value

    @property
    def definitions(self) -> Mapping[str, ApiDefinition]:
        """What is kept of the definition of each API."""
        value: Mapping[str, ApiDefinition] = self.read("definitions")
        return value

    @property
    def tools(self) -> Mapping[str, str]:
        """The addresses of tools."""
        value: Mapping[str, str] = self.read("tools")
        return value

    @property
    def relation_types(self) -> tuple[RelationType, ...]:
        """The types of relations that the company's own kinds add."""
        value: tuple[RelationType, ...] = self.read("relation_types")
        return value

    @property
    def dependency_rules(self) -> tuple[DependencyRule, ...]:
        """The company's rules about who must not depend on whom."""
        value: tuple[DependencyRule, ...] = self.read("dependency_rules")
        return value

    @property
    def changes(self) -> tuple[Night, ...]:
        """What changed in each night, newest first."""
        value: tuple[Night, ...] = self.read("changes")
        return value

    @property
    def moved(self) -> Moves:
        """Where entities and pages of documentation have moved to."""
        value: Moves = self.read("moved")
        return value

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems."""
        value: tuple[Problem, ...] = self.read("problems")
        return value
