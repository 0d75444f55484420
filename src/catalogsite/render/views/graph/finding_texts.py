"""What each sort of findings means, what to do about it, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class SectionTexts(NamedTuple):
    """The texts of a section; text between backticks is code.

    `short` is the title among the counts. `nothing` is a template with the numbers of dependencies,
    entities and rules.
    """

    title: str
    short: str
    means: str
    action: str
    nothing: str
    tone: str = "warn"


TEXTS: Mapping[str, SectionTexts] = {
    "cycles": SectionTexts(
        "Cycles",
        "cycles",
        "These entities need each other, directly or through others: none of them can be built, "
        "started or changed without the others, and an outage of one is an outage of all.",
        "Remove the edge that is named: without it the fewest entities stay on a cycle. Often what "
        "both need belongs into an entity of its own, or one direction becomes an event.",
        "No cycle among {dependencies}.",
        "bad",
    ),
    "violations": SectionTexts(
        "Dependencies that a rule forbids",
        "forbidden",
        "A rule or the layers of `graph` in the configuration of the portal say that these "
        "dependencies must not be. They are problems of the catalog too.",
        "Depend on something that the rule allows, such as an API in place of a database, or change "
        "the rule.",
        "None of {dependencies} is forbidden by {rules}.",
        "bad",
    ),
    "weak-needs": SectionTexts(
        "Production on what is deprecated or experimental",
        "not ready for production",
        "These entities are in production, and need one whose lifecycle promises less.",
        "Move to the successor of what is deprecated, and make what is experimental ready for "
        "production, or say its real lifecycle.",
        "No entity in production needs a deprecated or experimental one, among {dependencies}.",
    ),
    "single-points": SectionTexts(
        "Single points of failure",
        "single points of failure",
        "Without one of these the graph falls into parts that know nothing of each other: it is the "
        "only connection of many. First those that most in production need.",
        "See that it has an owner, a runbook, alerts and somebody on call, and that its failure is "
        "practised. Not each can be avoided: a cluster is one by its nature.",
        "No single entity connects parts of the graph, among {dependencies}.",
    ),
    "undeclared": SectionTexts(
        "Found in the code, declared nowhere",
        "not declared",
        "Manifests name these dependencies, and no descriptor does: people who read only the "
        "descriptors, and Backstage, do not know of them.",
        "Add the target to `dependsOn` of the descriptor, or to `consumesApis`.",
        "Every dependency that was found in the code is declared, among {dependencies}.",
        "none",
    ),
    "declarations": SectionTexts(
        "Descriptors and files that disagree",
        "contradicting",
        "A descriptor declares what no file names, or the opposite of what a file names; or a file "
        "asks for a version that the other does not have.",
        "Correct the descriptor or the file; `catalogsite check --suggest` prints the lines.",
        "Nothing that is declared contradicts the files, among {dependencies}.",
    ),
    "isolated": SectionTexts(
        "Without any dependency",
        "without a dependency",
        "These components, APIs and resources need nothing, and nothing needs them. Either they are "
        "alone, or nobody wrote down what they need.",
        "Write down what it needs, or ask its owner whether it can go.",
        "Each of {entities} needs something or is needed.",
        "none",
    ),
    "shared": SectionTexts(
        "Owners with the most in common",
        "pairs of owners",
        "These owners depend on each other most: a change of one often needs the other.",
        "`catalogsite graph shared A B` names each dependency. Where there are many, agree on "
        "interfaces, or on one owner.",
        "No two owners have anything in common, among {dependencies}.",
        "none",
    ),
}
"""The sorts of findings in the order of the page, by the name that `--only` takes."""
