"""The key `packages` of the configuration: what the company knows about third-party packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from catalogsite.config.catalog_settings import Section
from catalogsite.config.yaml_file import describe_validation_error, parse_yaml
from catalogsite.errors import ConfigError
from catalogsite.model.end_of_life import Product, Products


class PackageSettings(Section):
    """Files with the end of life of products, in the form of the built-in one."""

    end_of_life: tuple[str, ...] = ()


def end_of_life_products(paths: Iterable[Path]) -> Iterator[Product]:
    """The products of the files. Raises ConfigError, with the line where that is known."""
    for path in paths:
        yield from _read(path).products


def _read(path: Path) -> Products:
    try:
        file = parse_yaml(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("cannot be read: it is not UTF-8", where=str(path)) from error
    try:
        return Products.model_validate({} if file.data is None else file.data)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(map(str, problem["loc"]))
        message = describe_validation_error(problem["type"], problem["msg"])
        line = file.line(list(problem["loc"]))
        raise ConfigError(
            f"{place}: {message}" if place else message,
            where=f"{path}:{line}",
            fix="write `products:`, each with `id`, `title`, `packages` and `lines`",
        ) from None
