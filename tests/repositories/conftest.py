import os
import subprocess

import pytest


class Workshop:
    """Makes real repositories with fixed authors and dates."""

    def __init__(self, folder):
        self.folder = folder
        self.day = 1

    def git(self, root, *arguments):
        date = f"2026-01-{self.day:02}T12:00:00+00:00"
        identity = {"NAME": "Ann Author", "EMAIL": "ann@example.com", "DATE": date}
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        for role in ("AUTHOR", "COMMITTER"):
            env.update({f"GIT_{role}_{key}": value for key, value in identity.items()})
        env.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
        command = ["git", "-C", str(root), *arguments]
        return subprocess.run(command, env=env, check=True, capture_output=True).stdout.decode()

    def write(self, root, files):
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")

    def commit(self, root, files, message="change"):
        self.write(root, files)
        self.git(root, "add", "-A")
        self.git(root, "commit", "-q", "--allow-empty", "-m", message)
        self.day += 1

    def repository(self, name="payments", files=None, branch="trunk"):
        root = self.folder / name
        root.mkdir(parents=True)
        self.git(root, "init", "-q", "-b", branch)
        self.git(root, "config", "uploadpack.allowFilter", "true")
        if files is not None:
            self.commit(root, files)
        return root


@pytest.fixture
def workshop(tmp_path):
    return Workshop(tmp_path / "remotes")
