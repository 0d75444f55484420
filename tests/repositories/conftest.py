import os
import subprocess

import pytest


class Workshop:
    """Makes real repositories with fixed authors and dates."""

    def __init__(self, folder):
        self.folder = folder
        self.day = 1

    def git(self, root, *arguments, stdin=b""):
        date = f"2026-01-{self.day:02}T12:00:00+00:00"
        identity = {"NAME": "Ann Author", "EMAIL": "ann@example.com", "DATE": date}
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        for role in ("AUTHOR", "COMMITTER"):
            env.update({f"GIT_{role}_{key}": value for key, value in identity.items()})
        env.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
        command = ["git", "-C", str(root), *arguments]
        done = subprocess.run(command, env=env, check=True, capture_output=True, input=stdin)
        return done.stdout.decode()

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

    def raw_tree(self, root, entries):
        """Write a tree as it is given, which git itself would refuse: (mode, name, object)."""
        content = b"".join(
            mode.encode() + b" " + os.fsencode(name) + b"\0" + bytes.fromhex(blob)
            for mode, name, blob in entries
        )
        arguments = ("hash-object", "-w", "-t", "tree", "--literally", "--stdin")
        return self.git(root, *arguments, stdin=content).strip()

    def raw_commit(self, root, entries, branch="trunk"):
        """Let a branch be a commit of files, by names that git itself would refuse."""
        blobs = [
            (mode, name, self.git(root, "hash-object", "-w", "--stdin", stdin=data).strip())
            for mode, name, data in entries
        ]
        tree = self.raw_tree(root, sorted(blobs, key=lambda entry: os.fsencode(entry[1])))
        commit = self.git(root, "commit-tree", "-m", "raw", tree).strip()
        self.git(root, "update-ref", f"refs/heads/{branch}", commit)
        return commit


@pytest.fixture
def workshop(tmp_path):
    return Workshop(tmp_path / "remotes")
