"""Write an organisation of any size: N entities of all kinds in F files, the same for each seed.

python benchmarks/generate.py FOLDER --entities 10000 --files 1000 --seed 42
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

SHARES = {
    "Component": 0.46,
    "API": 0.18,
    "Resource": 0.14,
    "System": 0.05,
    "Domain": 0.01,
    "Group": 0.04,
    "User": 0.10,
    "Template": 0.02,
}
WORDS = (
    "account address audit balance basket batch billing booking capacity card carrier catalog "
    "charge claim clearing consent contract coupon credit customer delivery deposit device "
    "dispute event export feature feed fraud gateway gift identity import index inventory "
    "invoice journal label ledger limit loyalty mail market media merchant metric notice offer "
    "order parcel partner payment payout plan policy price product profile promise quote rate "
    "receipt refund region report return review risk route rule sanction schedule search "
    "session settlement shelf shipment signal stock store subscription supplier tariff tax "
    "ticket token tracking transfer vault voucher wallet warehouse webhook workflow"
).split()
TAGS = "go python java typescript kafka postgres rest grpc batch internal public pci".split()
LIFECYCLES = ("production", "production", "production", "experimental", "deprecated")


class Organisation:
    """The names of all entities, and the random choices among them."""

    def __init__(self, entities: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.names = {
            kind: [self._name(kind, n) for n in range(max(1, round(entities * share)))]
            for kind, share in SHARES.items()
        }
        missing = entities - sum(map(len, self.names.values()))
        components = self.names["Component"]
        components += [self._name("Component", len(components) + n) for n in range(missing)]
        del components[len(components) + min(missing, 0) :]

    def _name(self, kind: str, number: int) -> str:
        first, second = self.random.choice(WORDS), self.random.choice(WORDS)
        return f"{first}-{second}-{kind[0].lower()}{number}"

    def one(self, kind: str) -> str:
        return self.random.choice(self.names[kind])

    def some(self, kind: str, most: int, prefix: str = "") -> str:
        known = self.names[kind]
        chosen = self.random.sample(known, min(self.random.randint(0, most), len(known)))
        return "[" + ", ".join(prefix + name for name in sorted(chosen)) + "]"

    def documents(self) -> list[str]:
        """Every entity as a YAML document, in an order that mixes the kinds."""
        pairs = [(kind, name) for kind, names in self.names.items() for name in names]
        self.random.shuffle(pairs)
        return [self._document(kind, name) for kind, name in pairs]

    def _document(self, kind: str, name: str) -> str:
        version = "backstage.io/v1alpha1"
        if kind == "Template":
            version = "scaffolder.backstage.io/v1beta3"
        said = " ".join(self.random.choices(WORDS, k=8))
        tags = ", ".join(sorted(self.random.sample(TAGS, self.random.randint(0, 3))))
        lines = [
            f"apiVersion: {version}",
            f"kind: {kind}",
            "metadata:",
            f"  name: {name}",
            f"  description: Handles {said}.",
            f"  tags: [{tags}]",
        ]
        if kind in {"Component", "API"}:
            lines += [
                "  annotations:",
                f"    github.com/project-slug: acme-example/{name}",
                f"    pagerduty.com/service-id: P{self.random.randrange(16**6):06X}",
                "  links:",
                f"    - {{url: 'https://grafana.acme.example/d/{name}', title: Dashboard}}",
            ]
        return "\n".join([*lines, "spec:", *self._spec(kind, name)]) + "\n"

    def _spec(self, kind: str, name: str) -> list[str]:
        owner = f"  owner: {self.one('Group')}"
        system = f"  system: {self.one('System')}"
        lifecycle = f"  lifecycle: {self.random.choice(LIFECYCLES)}"
        depends = f"  dependsOn: {self.some('Resource', 3, 'resource:')}"
        match kind:
            case "Component":
                return [
                    f"  type: {self.random.choice(('service', 'service', 'website', 'library'))}",
                    *(lifecycle, owner, system, depends),
                    f"  providesApis: {self.some('API', 2)}",
                    f"  consumesApis: {self.some('API', 4)}",
                ]
            case "API":
                text = (
                    f"openapi: 3.0.3\n    info: {{title: {name}, version: 1.0.0}}\n    paths: {{}}"
                )
                return ["  type: openapi", lifecycle, owner, system, f"  definition: |\n    {text}"]
            case "Resource":
                return ["  type: database", owner, system, depends]
            case "System":
                return [owner, f"  domain: {self.one('Domain')}"]
            case "Domain":
                return [owner]
            case "Group":
                place = self.names["Group"].index(name)
                parent = f"  parent: {self.names['Group'][(place - 1) // 5]}"
                return ["  type: team", "  children: []", *([parent] if place else [])]
            case "User":
                return [f"  profile: {{displayName: {name}}}", f"  memberOf: [{self.one('Group')}]"]
            case _:
                return ["  type: service", owner, "  steps: [{action: 'debug:log'}]"]


def write(folder: Path, entities: int, files: int, seed: int, docs: int = 0) -> list[Path]:
    """Write the files, one repository folder each, and return the descriptors."""
    documents = Organisation(entities, seed).documents()
    files = min(files, len(documents))
    written = []
    for number in range(files):
        path = folder / f"repo-{number:05d}" / "catalog-info.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "---\n".join(documents[number::files])
        path.write_text(_documented(text) if number < docs else text, "utf-8")
        written.append(path)
        if number < docs:
            (path.parent / "docs").mkdir(exist_ok=True)
            text = "\n\n".join(" ".join(WORDS[place::7]) + "." for place in range(7))
            (path.parent / "docs" / "index.md").write_text(f"# Repository {number}\n\n{text}\n")
    return written


def _documented(text: str) -> str:
    """The descriptor, whose first component or API has the documentation beside it."""
    heading = "  annotations:\n"
    return text.replace(heading, f"{heading}    backstage.io/techdocs-ref: dir:.\n", 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--docs", type=int, default=0, help="repositories with a docs folder")
    parser.add_argument("--seed", type=int, default=42)
    given = parser.parse_args()
    written = write(given.folder, given.entities, given.files, given.seed, given.docs)
    print(f"{given.entities} entities in {len(written)} files under {given.folder}")


if __name__ == "__main__":
    main()
