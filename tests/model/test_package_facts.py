"""The compact form of packages: every use is written and read back, and wrong rows are left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogsite.model.facts.packages import (
    Packages,
    PackageUse,
    package_use,
    package_uses,
    packages_value,
)

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t"), max_size=12)
_USES = st.builds(
    PackageUse,
    purl=st.sampled_from(
        [
            "pkg:npm/%40acme/ui",
            "pkg:pypi/django",
            "pkg:golang/github.com/a/b",
            "pkg:docker/a/b?repository_url=r.example",
            "pkg:github/a/b#c/d",
        ]
    ),
    version=_TEXT,
    requirement=_TEXT,
    scope=st.sampled_from(["runtime", "build", "test"]),
    direct=st.booleans(),
    file=_TEXT,
    line=st.integers(0, 99),
    license=_TEXT,
)


@given(st.lists(_USES, max_size=8))
def test_uses_are_read_back_as_they_were_written(uses):
    read = list(package_uses(packages_value(uses)))
    assert sorted(set(uses)) == sorted(read)


def test_a_tab_in_a_requirement_does_not_make_another_field():
    use = PackageUse("pkg:npm/a", "1", ">1\t<2", "runtime", True, "package.json", 3, "MIT")
    (read,) = package_uses(packages_value([use]))
    assert (read.requirement, read.license) == (">1 <2", "MIT")


def test_keys_and_rows_of_another_form_are_left_out():
    value = Packages.model_validate(
        {"runtime direct a": ("pkg:npm/a\tx",), "runtime": ("pkg:npm/b",), "dev direct a": ("c",)}
    )
    assert [(one.purl, one.line) for one in package_uses(value)] == [("pkg:npm/a", 0)]
    assert package_use("runtime odd package.json", "pkg:npm/a") is None
