import threading
from collections import Counter

import pytest

from catalogsite.collect.crawl.fetch_pool import fetched
from catalogsite.model.repository import RepositoryRequest


def request(url, branch=None):
    return RepositoryRequest(source="git", name=url, url=url, branch=branch)


def several(host, count):
    return [request(f"https://{host}/acme/r{number}.git") for number in range(count)]


def test_results_come_in_the_order_of_the_requests():
    wanted = [*several("a.example", 3), *several("b.example", 3)]
    found = fetched(lambda one: [one.name], wanted, 4, 2)
    assert list(found) == [[one.name] for one in wanted]
    assert list(fetched(lambda one: [one.name], [], 4, 2)) == []


@pytest.mark.parametrize("most", [1, 3])
def test_so_many_of_one_server_run_at_a_time(most):
    running, highest = Counter(), Counter()
    lock, full = threading.Lock(), threading.Barrier(most)

    def fetch(one):
        host = one.url.split("/")[2]
        with lock:
            running[host] += 1
            highest[host] = max(highest[host], running[host])
        # So many do run at once, or this would wait without end.
        full.wait(timeout=20)
        with lock:
            running[host] -= 1
        return []

    list(fetched(fetch, several("a.example", 4 * most), 8, most))
    assert highest == {"a.example": most}


def test_a_slow_server_holds_up_no_other():
    others = threading.Semaphore(0)

    def fetch(one):
        if "slow" in one.url:
            for _ in range(5):
                assert others.acquire(timeout=20)
            others.release(5)
        else:
            others.release()
        return [one.name]

    wanted = [*several("slow.example", 6), *several("fast.example", 5)]
    assert len(list(fetched(fetch, wanted, 4, 2))) == 11


def test_two_requests_for_one_repository_take_turns():
    inside = threading.Lock()

    def fetch(one):
        assert inside.acquire(blocking=False)
        threading.Event().wait(0.002)
        inside.release()
        return [one.branch]

    url = "https://a.example/acme/pay.git"
    branches = [str(number) for number in range(20)]
    assert list(fetched(fetch, [request(url, one) for one in branches], 8, 4)) == [
        [one] for one in branches
    ]


def test_what_a_fetch_raises_is_raised():
    def fetch(one):
        raise OSError(f"{one.name}: the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        list(fetched(fetch, several("a.example", 9), 2, 2))
