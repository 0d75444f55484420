"""The templates of the site on disk: the user's folders first, then the built-in ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket

from catalogsite.errors import UserError
from catalogsite.paths.package_data import resource_dir
from catalogsite.render.environment import build_environment
from catalogsite.render.inline_code import NO_CODE, InlineCode, inline_code


class TemplateFolders:
    """Folders of templates; what was compiled once is kept for the next environment."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self.folders = tuple(folders)
        self._compiled = _MemoryCache()

    def environment(self) -> Environment:
        """An environment that reads the folders in their order, then the built-in templates.

        Raises UserError where one of the folders does not exist.
        """
        for folder in self.folders:
            if not folder.is_dir():
                fix = "`templates` names folders, relative to catalogsite.yaml"
                raise UserError("there is no such folder of templates", where=str(folder), fix=fix)
        loader = FileSystemLoader([*self.folders, resource_dir("site_templates")])
        return build_environment(loader, self._is_users, self._compiled)

    def inline_code(self) -> InlineCode:
        """The inline scripts and style sheets of the user's templates, which pages may run.

        Code that a template fills with values has no hash that holds, and does not run.
        """
        code = NO_CODE
        for folder in self.folders:
            for file in sorted(folder.rglob("*.jinja")):
                code |= inline_code(file.read_text("utf-8", "replace"))
        return code

    def _is_users(self, file: str) -> bool:
        return any(Path(file).is_relative_to(folder) for folder in self.folders)


class _MemoryCache(BytecodeCache):
    """Compiled templates by name and content: `serve` needs them again after every collect."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where the same source was compiled before."""
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()
