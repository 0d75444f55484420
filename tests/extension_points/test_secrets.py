"""A token in the configuration is refused with its line, and shown to nobody."""

from __future__ import annotations

import pytest
from tests.extension_points.conftest import commit, git, write_files

TOKEN = "ghp_TokenWrittenIntoTheConfiguration0123"

REFUSED = {
    "git-password": f"{{kind: git, url: 'https://ann:{TOKEN}@git.acme.example/a/b.git'}}",
    "git-user": f"{{kind: git, url: 'https://{TOKEN}@git.acme.example/a/b.git'}}",
    "git-ssh-password": f"{{kind: git, url: 'ssh://ann:{TOKEN}@git.acme.example/a/b.git'}}",
    "github": f"{{kind: github, organization: a, api_url: 'https://{TOKEN}@ghe.acme.example/api/v3'}}",
    "github-token": f"{{kind: github, organization: a, token: {TOKEN}}}",
    "catalog": f"{{kind: catalog, target: 'https://{TOKEN}@github.com/a/b/blob/main/all.yaml'}}",
}
ENRICHERS = {
    "prometheus": f"{{kind: prometheus, url: 'https://ann:{TOKEN}@prometheus.acme.example'}}",
    "prometheus-web": f"{{kind: prometheus, url: 'http://p', web_url: 'https://{TOKEN}@p'}}",
    "prometheus-token": f"{{kind: prometheus, url: 'http://p', token: {TOKEN}}}",
}


@pytest.mark.parametrize(
    ("section", "entry"),
    [("sources", entry) for entry in REFUSED.values()]
    + [("enrich", entry) for entry in ENRICHERS.values()],
    ids=[*REFUSED, *ENRICHERS],
)
def test_a_secret_in_the_configuration_is_refused(catalogsite, tmp_path, section, entry):
    write_files(tmp_path, {"catalogsite.yaml": f"title: Acme\n{section}:\n  - {entry}\n"})
    ran = catalogsite("collect", cwd=tmp_path)
    assert ran.code == 1
    assert "catalogsite.yaml:3: " in ran.output
    assert "the address holds" in ran.output or "{env: NAME}" in ran.output
    assert TOKEN not in ran.output
    assert [path.name for path in tmp_path.iterdir()] == ["catalogsite.yaml"]


def test_a_secret_in_the_remote_of_a_clone_is_left_out(catalogsite, tmp_path):
    clone = commit(tmp_path / "repos/pay", {"README.md": "# Pay\n\nTakes money.\n"})
    git(clone, "remote", "add", "origin", f"https://ann:{TOKEN}@git.acme.example/acme/pay.git")
    ran = catalogsite("build", "repos", cwd=tmp_path)
    assert ran.code == 0
    assert TOKEN not in ran.output
    written = [path for part in (".catalogsite", "site") for path in (tmp_path / part).rglob("*")]
    assert [
        path for path in written if path.is_file() and TOKEN.encode() in path.read_bytes()
    ] == []
    page = tmp_path / "site/catalog/default/component/pay/index.html"
    assert "https://git.acme.example/acme/pay" in page.read_text("utf-8")
