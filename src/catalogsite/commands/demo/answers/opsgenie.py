"""What Acme's Opsgenie answers: teams with their schedules, and incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from catalogsite.commands.demo.answers.stated_on_call import (
    StatedShift,
    stated_incident,
    stated_shifts,
)

WEB = "https://opsgenie.acme.example"


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` has the levels of `teams` by name, and `incidents`."""
    teams = stated["teams"]
    named = [{"id": _id(name), "name": name, "description": ""} for name in teams]
    yield f"{WEB}/v2/teams", _data(named)
    schedules, escalations = [], []
    for name, levels in teams.items():
        team = {"id": _id(name), "name": name}
        escalations.append(_escalation(team, levels))
        for schedule, shifts in groupby(stated_shifts(levels, now), lambda one: one.schedule):
            schedules.append(_schedule(team, str(schedule)))
            timeline = _timeline(schedules[-1], list(shifts))
            yield f"{WEB}/v2/schedules/{_id(str(schedule))}/timeline", _data(timeline)
    yield f"{WEB}/v2/schedules", _data(schedules)
    yield f"{WEB}/v2/escalations", _data(escalations)
    incidents = [_incident(number, one, now) for number, one in enumerate(stated["incidents"], 1)]
    yield f"{WEB}/v1/incidents/", {**_data(incidents), "paging": {}}


def _data(data: Any) -> dict[str, Any]:
    return {"data": data, "took": 0.01, "requestId": "acme"}


def _schedule(team: Mapping[str, str], name: str) -> dict[str, Any]:
    return {
        "id": _id(name),
        "name": name,
        "description": "",
        "timezone": "UTC",
        "enabled": True,
        "ownerTeam": team,
    }


def _escalation(team: Mapping[str, str], levels: list[Mapping[str, Any]]) -> dict[str, Any]:
    rules = [
        {
            "condition": "if-not-acked",
            "notifyType": "default",
            "delay": {"timeAmount": 10 * place, "timeUnit": "minutes"},
            "recipient": {"type": "schedule", "id": _id(level["schedule"])},
        }
        for place, level in enumerate(levels)
    ]
    name = f"{team['name']}_escalation"
    return {"id": _id(name), "name": name, "ownerTeam": team, "rules": rules}


def _timeline(schedule: Mapping[str, Any], shifts: list[StatedShift]) -> dict[str, Any]:
    periods = [
        {
            "startDate": one.start,
            "endDate": one.end,
            "type": "default",
            "recipient": {"type": "user", "id": _id(one.person), "name": one.person},
        }
        for one in shifts
    ]
    parent = {key: schedule[key] for key in ("id", "name", "enabled")}
    rotation = {"id": f"{schedule['id']}-weekly", "name": "weekly", "order": 1.0}
    return {
        "_parent": parent,
        "startDate": shifts[0].start,
        "endDate": shifts[-1].end,
        "finalTimeline": {"rotations": [{**rotation, "periods": periods}]},
    }


def _incident(number: int, stated: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    id_, times, team = f"incident-{number}", stated_incident(stated, now), _id(stated["team"])
    ended = {"impactEndDate": times.resolved} if times.resolved else {}
    return {
        "id": id_,
        "tinyId": str(number),
        "message": stated["title"],
        "status": "closed" if times.resolved else "open",
        "tags": [],
        "createdAt": times.opened,
        "updatedAt": times.resolved or times.opened,
        "priority": stated["priority"],
        "ownerTeam": team,
        "responders": [{"type": "team", "id": team}],
        **ended,
        "links": {"web": f"{WEB}/incident/detail/{id_}", "api": f"{WEB}/v1/incidents/{id_}"},
    }


def _id(name: str) -> str:
    return name.lower().replace(" ", "-").replace("_", "-")
