"""Where aircraft have been, for who opens the console late."""

from __future__ import annotations

from datetime import timedelta

from ground_station.api.trail_keeper import TrailKeeper


async def test_who_comes_late_gets_the_way_an_aircraft_has_flown(running, vehicle):
    now = running.incident.picture.incident.opened_at
    flown = vehicle(1)
    for step in range(5):
        running.station.show(
            flown.model_copy(
                update={"is_in_air": True, "latitude_deg": 60.3 + step * 1e-4, "at": now + timedelta(seconds=2 * step)}
            )
        )
    running.station.show(vehicle(2).model_copy(update={"at": now}))

    answer = await running.as_("viewer").get(f"/api/v1/incidents/{running.incident.id}/trails")

    [trail] = answer.json()["trails"]
    assert trail["vehicle_id"] == 1
    assert [round(latitude, 4) for _, latitude, _ in trail["points"]] == [60.3, 60.3001, 60.3002, 60.3003, 60.3004]


async def test_the_way_outlives_the_station(running, vehicle):
    now = running.incident.picture.incident.opened_at
    for step in range(5):
        flying = {"is_in_air": True, "latitude_deg": 60.3 + step * 1e-4, "at": now + timedelta(seconds=2 * step)}
        running.station.show(vehicle(1).model_copy(update=flying))

    again = TrailKeeper(running.station, running.incidents)

    # What was flown in the last seconds before the end had not been written.
    assert len(again.since(now)[1]) >= 4
