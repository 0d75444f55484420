"""Label selectors of Kubernetes, and versions of images."""

from __future__ import annotations

import pytest

from catalogsite.collectors.deployments.image_versions import names_of, version_and_commit
from catalogsite.collectors.deployments.label_selectors import pair_of, selector_of

LABELS = {"app": "till", "tier": "web", "a.b/c": "1", "empty": ""}
ACCEPTED = {
    **dict.fromkeys(("app=till", "app == till", "app=till,tier=web", "a.b/c=1", "app"), True),
    **dict.fromkeys(("app!=x", "none!=x", "!none", "app in (till)", "app in (x, till)"), True),
    **dict.fromkeys(("app notin (x,y)", "none notin (x)", "a.b/c>0", "a.b/c < 2", "empty="), True),
    **dict.fromkeys(("app=x", "none=till", "app=till,tier=x", "!app", "none", "app!=till"), False),
    **dict.fromkeys(("app in (x,y)", "none in (x)", "app notin (till)", "a.b/c>1"), False),
    **dict.fromkeys(("app>1", "none<1", "app=", "app in ()"), False),
}


@pytest.mark.parametrize(("selector", "accepted"), ACCEPTED.items())
def test_a_selector_accepts_labels(selector, accepted):
    assert selector_of(selector)(LABELS) is accepted


@pytest.mark.parametrize(
    "text", ["", "a,", "a=b c", "a in b", "a in (b", "!a=b", "a>b", "a=b;c", "(a)", "=b"]
)
def test_a_wrong_selector_is_refused(text):
    with pytest.raises(ValueError, match=r"label selector|no number"):
        selector_of(text)


VERSIONS = {
    "one": (["registry:5000/acme/pay:1.4.0"], "1.4.0"),
    "a digest beside the tag": (["acme/pay:1.4.0@sha256:ab"], "1.4.0"),
    "a digest alone": (["acme/pay@sha256:ab"], None),
    "no tag": (["registry:5000/acme/pay"], None),
    "a moving tag": (["acme/pay:latest"], None),
    "two that agree": (["acme/web:1", "acme/job:1"], "1"),
    "two that differ": (["acme/web:1", "acme/job:2"], None),
    "a sidecar": (["acme/pay:1", "envoy:2"], "1"),
    "two tags of its own": (["acme/pay:1", "other/pay:2"], None),
    "none": ([], None),
}


@pytest.mark.parametrize(("images", "version"), VERSIONS.values(), ids=VERSIONS)
def test_the_version_of_images(images, version):
    assert version_and_commit(images, ("pay",)) == (version, None)


COMMITS = {"a" * 40: "a" * 40, f"sha-{'b' * 40}": "b" * 40, f"git-{'c' * 40}": "c" * 40}


@pytest.mark.parametrize(("tag", "commit"), COMMITS.items())
def test_a_tag_may_be_a_commit(tag, commit):
    assert version_and_commit([f"acme/pay:{tag}"], ()) == (None, commit)


def test_a_short_hash_is_a_version_like_any_tag():
    assert version_and_commit(["acme/pay:aaaaaaa"], ()) == ("aaaaaaa", None)


def test_the_beginning_of_a_name_may_be_that_of_the_image():
    assert names_of("pay-api-prod") == {"pay", "pay-api", "pay-api-prod"}


PAIRS = {"a=b": ("a", "b"), "x in (y),a==b": ("a", "b"), "a!=b": None, "a": None, "a in (b)": None}


@pytest.mark.parametrize(("selector", "pair"), PAIRS.items())
def test_a_label_that_a_selector_requires(selector, pair):
    assert pair_of(selector) == pair
