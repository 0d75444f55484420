"""Enrichment `osv`: known vulnerabilities of the packages that manifests name, from OSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.account import Account, Results, collect_account
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, UsedPackage
from catalogsite.collectors.response_item import Item, given
from catalogsite.errors import ProviderError
from catalogsite.model.facts.quality.vulnerabilities import (
    Severity,
    Vulnerability,
    vulnerabilities_value,
)
from catalogsite.network.client import Client
from catalogsite.network.paging import endless

TITLE = "OSV"
SEVERITIES: dict[str, Severity] = {
    "CRITICAL": "critical",
    "HIGH": "high",
    "MODERATE": "medium",
    "MEDIUM": "medium",
    "LOW": "low",
}
_AT_ONCE = 1000


class Settings(CollectorSettings):
    """The OSV to ask; `web_url` is the address of its pages."""

    kind: Literal["osv"] = "osv"
    api_url: Address = "https://api.osv.dev"
    web_url: Address = "https://osv.dev"


def collect(settings: Settings, context: Context) -> Results:
    """The vulnerabilities of each entity whose manifests state versions of packages."""
    wanted = {ref: used for ref, used in context.packages.items() if any(map(_purl, used))}
    if wanted:
        client, read = _open(settings, context), partial(_read, wanted)
        yield from collect_account(settings, context, "OSV's API", client, read)


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address. Raises ProviderError."""
    with _open(settings, context) as client:
        client.post_json("v1/querybatch", {"queries": []})


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.api_url)


def _purl(used: UsedPackage) -> str | None:
    return f"{used.purl}@{quote(used.version, safe='')}" if used.version else None


def _read(wanted: Mapping[str, tuple[UsedPackage, ...]], account: Account) -> Results:
    purls = sorted({purl for used in wanted.values() for one in used if (purl := _purl(one))})
    ids = _ids_by_purl(account, purls)
    every = sorted({one for found in ids.values() for one in found})
    known = dict(account.client.each(partial(_described, account), every))
    for ref, used in sorted(wanted.items()):
        looked_up = [(one, purl) for one in used if (purl := _purl(one))]
        own = [id_ for _, purl in looked_up for id_ in ids.get(purl, ())]
        lost = next(((id_, known[id_]) for id_ in own if not isinstance(known[id_], Item)), None)
        if lost is not None and isinstance(lost[1], ProviderError):
            # Without it nobody knows how bad things are: the entity keeps what it had.
            yield account.failure(lost[1], [ref], lost[0])
            continue
        found = (
            _vulnerability(account, item, one)
            for one, purl in looked_up
            for id_ in ids.get(purl, ())
            if isinstance(item := known[id_], Item) and item.text("withdrawn") is None
        )
        value = vulnerabilities_value(found, len(looked_up), len(used))
        page = f"{account.settings.web_url}/list"
        yield from account.facts([ref], "quality.vulnerabilities.osv", value, page)


def _ids_by_purl(account: Account, purls: list[str]) -> dict[str, list[str]]:
    """The ids of vulnerabilities of each version; a list that goes on is asked for again."""
    found: dict[str, list[str]] = {}
    waiting: list[tuple[str, str | None]] = [(purl, None) for purl in purls]
    pages = 0
    while waiting:
        batch, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        queries = [given(package={"purl": purl}, page_token=token) for purl, token in batch]
        answer = account.post("v1/querybatch", {"queries": queries})
        results = list(answer.need_items("results"))
        if len(results) != len(batch):
            what = f"answered {len(results)} of {len(batch)} queries"
            raise ProviderError(what, where=account.client.base_url)
        for (purl, before), result in zip(batch, results, strict=True):
            found.setdefault(purl, []).extend(_ids(result))
            if token := result.text("next_page_token"):
                pages += 1
                if reason := endless(token == before, pages, 0):
                    raise ProviderError(reason, where=account.client.base_url)
                waiting.append((purl, token))
    return {purl: sorted(ids) for purl, ids in found.items()}


def _ids(result: Item) -> Iterator[str]:
    return (id_ for one in result.items("vulns") if (id_ := one.text("id")))


def _described(account: Account, id_: str) -> Item | ProviderError:
    try:
        return account.item(f"v1/vulns/{quote(id_, safe='')}")
    except ProviderError as error:
        return error


def _vulnerability(account: Account, item: Item, used: UsedPackage) -> Vulnerability:
    id_ = item.text("id") or ""
    affected = [one for one in item.items("affected") if _is_about(one, used)]
    word = item.text("database_specific.severity") or ""
    return Vulnerability(
        id=id_,
        severity=SEVERITIES.get(word.upper(), "unknown"),
        **given(
            aliases=item.texts("aliases"),
            package=used.name,
            version=used.version,
            fixed=next(_fixes(affected), None),
            summary=item.text("summary"),
            since=item.time("published"),
            file=used.file,
            url=f"{account.settings.web_url}/vulnerability/{quote(id_, safe='')}",
        ),
    )


def _is_about(affected: Item, used: UsedPackage) -> bool:
    purl, name = affected.text("package.purl"), affected.text("package.name") or ""
    return purl == used.purl if purl else name.casefold() == used.name.casefold()


def _fixes(affected: Iterable[Item]) -> Iterator[str]:
    """The versions that fix it; with several branches of releases the last one is the newest."""
    events = [
        event for one in affected for span in one.items("ranges") for event in span.items("events")
    ]
    yield from filter(None, (event.text("fixed") for event in reversed(events)))
