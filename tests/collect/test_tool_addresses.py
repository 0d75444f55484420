"""Where the addresses of tools come from."""

from __future__ import annotations

import pytest

from catalogsite.collect.tool_addresses import tool_addresses
from catalogsite.config.settings import Config

SONAR = {"kind": "sonarqube", "url": "https://sonar.acme.example"}
JENKINS = {"kind": "jenkins", "url": "https://ci.acme.example"}
# Keys of the configuration, and the addresses.
CASES = {
    "nothing": ({}, {}),
    "a key": (
        {"catalog": {"tools": {"jira": "https://j.example/"}}},
        {"jira": "https://j.example"},
    ),
    "several servers": (
        {"catalog": {"tools": {"grafana": {"a": "https://a.example", 2: "https://b.example"}}}},
        {"grafana/a": "https://a.example", "grafana/2": "https://b.example"},
    ),
    "the only server": (
        {"catalog": {"tools": {"argocd": {"main": "https://a.example"}}}},
        {"argocd": "https://a.example", "argocd/main": "https://a.example"},
    ),
    "the server of entities that name none": (
        {
            "catalog": {
                "tools": {"jenkins": {"default": "https://a.example", "b": "https://b.example"}}
            }
        },
        {
            "jenkins": "https://a.example",
            "jenkins/default": "https://a.example",
            "jenkins/b": "https://b.example",
        },
    ),
    "providers": (
        {"enrich": [SONAR, {**JENKINS, "instance": "main"}, {"kind": "codecov"}]},
        {
            "sonarqube": "https://sonar.acme.example",
            "jenkins": "https://ci.acme.example",
            "jenkins/main": "https://ci.acme.example",
            "codecov": "https://app.codecov.io",
        },
    ),
    "a key before a provider": (
        {"enrich": [JENKINS], "catalog": {"tools": {"jenkins": "https://other.example"}}},
        {"jenkins": "https://other.example"},
    ),
    "the first of several providers": (
        {"enrich": [JENKINS, {"kind": "jenkins", "url": "https://b.example", "instance": "b"}]},
        {"jenkins": "https://ci.acme.example", "jenkins/b": "https://b.example"},
    ),
    "the pages of an API": (
        {
            "enrich": [{"kind": "gitlab_ci", "api_url": "https://git.acme.example/api/v4"}],
            "sources": [
                {"kind": "github", "organization": "acme"},
                {"kind": "github", "organization": "a", "api_url": "https://ghe.example/api/v3"},
            ],
        },
        {
            "gitlab": "https://git.acme.example",
            "gitlab/git.acme.example": "https://git.acme.example",
            "github": "https://github.com",
            "github/github.com": "https://github.com",
            "github/ghe.example": "https://ghe.example",
        },
    ),
    "the address for pages": (
        {
            "enrich": [
                {"kind": "prometheus", "url": "http://p:9090", "web_url": "https://p.example"}
            ]
        },
        {"prometheus": "https://p.example"},
    ),
    "an address for pages beside that of the API": (
        {
            "enrich": [
                {
                    "kind": "argocd",
                    "url": "http://argo",
                    "web_url": "https://a.example",
                    "instance": "m",
                },
            ],
        },
        {"argocd": "https://a.example", "argocd/m": "https://a.example"},
    ),
    "an organisation of Azure": (
        {"enrich": [{"kind": "azure_pipelines", "organization": "acme"}]},
        {
            "azure_devops": "https://dev.azure.com/acme",
            "azure_devops/dev.azure.com": "https://dev.azure.com/acme",
        },
    ),
    "a provider that has no pages": ({"enrich": [{"kind": "pagerduty"}]}, {}),
}


@pytest.mark.parametrize("name", CASES)
def test_addresses(name: str) -> None:
    written, found = CASES[name]
    addresses = tool_addresses(Config.model_validate(written))
    assert addresses == found
    assert list(addresses) == sorted(addresses)
