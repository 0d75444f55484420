"""Lists that go on by an address or a cursor in the page, by number, or by Azure's header."""

import pytest
from tests.network.server import Server, answer

from catalogsite.errors import ProviderError
from catalogsite.network.paging import by_address, by_cursor, by_number

FIRST = "https://api.example.com/v3/x"
VALUES = {"items": "values"}


def page(values, **more):
    return answer(200, {"values": values, **more})


def numbered(*pages):
    """A server of numbered pages; those after the last are empty."""

    def reply(request):
        number = int(request.url.params.get("page", "1"))
        return answer(200, pages[number - 1] if number <= len(pages) else [])

    return Server(reply)


@pytest.mark.parametrize(
    ("server", "options", "expected", "addresses"),
    [
        (
            Server(page([1], next=f"{FIRST}?page=2"), page([2])),
            {"following": by_address("next"), **VALUES},
            [1, 2],
            [FIRST, f"{FIRST}?page=2"],
        ),
        (
            Server(page([1], next=7), page([2])),
            {"following": by_address("next"), **VALUES},
            [1],
            [FIRST],
        ),
        (
            Server(page([1], cursor="a b"), page([2], cursor=None)),
            {"following": by_cursor("cursor", "at"), **VALUES},
            [1, 2],
            [FIRST, f"{FIRST}?at=a+b"],
        ),
        (
            numbered([1, 2], [3]),
            {"following": by_number()},
            [1, 2, 3],
            [FIRST, f"{FIRST}?page=2", f"{FIRST}?page=3"],
        ),
        (numbered(), {"following": by_number()}, [], [FIRST]),
        # Sentry names a next page after the last one, too.
        (
            Server(
                answer(200, [1], Link=f'<{FIRST}?cursor=1>; rel="next"; results="true"'),
                answer(200, [2], Link=f'<{FIRST}?cursor=2>; rel="next"; results="false"'),
            ),
            {},
            [1, 2],
            [FIRST, f"{FIRST}?cursor=1"],
        ),
        (
            Server(answer(200, [1], X_MS_ContinuationToken="a/b"), answer(200, [2])),
            {},
            [1, 2],
            [FIRST, f"{FIRST}?continuationToken=a%2Fb"],
        ),
    ],
)
def test_a_list_is_followed_to_its_end(server, options, expected, addresses):
    assert list(server.client().get_pages("x", **options)) == expected
    assert [str(request.url) for request in server.seen] == addresses


@pytest.mark.parametrize(
    ("server", "options", "reason"),
    [
        (
            Server(page([1], next="https://evil.example.com/x")),
            {"following": by_address("next"), **VALUES},
            "points to another server: evil.example.com",
        ),
        (
            Server(page([1], next="https://a:b/")),
            {"following": by_address("next"), **VALUES},
            "points to something that is no address",
        ),
        (
            Server(page([1], next=FIRST)),
            {"following": by_address("next"), **VALUES},
            "the list leads back to a page that was read",
        ),
        (
            Server(page([1], cursor="a")),
            {"following": by_cursor("cursor", "at"), **VALUES},
            "the list leads back to a page that was read",
        ),
        (
            Server(answer(200, [1])),
            {"following": by_number()},
            "the list leads back to a page that was read",
        ),
        (
            Server(*(page([], cursor=str(number)) for number in range(30))),
            {"following": by_cursor("cursor", "at"), **VALUES},
            "the list goes on after 20 empty pages",
        ),
    ],
)
def test_a_list_that_leads_astray_is_an_error(server, options, reason):
    with pytest.raises(ProviderError) as caught:
        list(server.client().get_pages("x", **options))
    assert caught.value.what == reason
    assert {request.url.host for request in server.seen} == {"api.example.com"}


def test_a_page_to_sign_in_to_is_no_answer():
    with pytest.raises(ProviderError, match="page to sign in to") as caught:
        Server(answer(203)).client().get_json("x")
    assert caught.value.fix == "set the token, or renew it"
