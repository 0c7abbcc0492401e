"""What the server publishes of itself."""

from pathlib import Path

import httpx

from tests.sync.server import serving

ROUTES = {
    "/v1/health", "/v1/enrol", "/v1/sync/push", "/v1/sync/pull", "/v1/sync/snapshot",
    "/v1/sync/snapshot/{snapshot_id}", "/v1/admin/totals", "/v1/admin/quarantine",
    "/v1/admin/above-cap", "/v1/admin/terminals", "/v1/admin/terminals/reinstate",
    "/v1/admin/terminals/ended", "/v1/admin/enrolment-codes", "/v1/admin/programs",
    "/v1/admin/terminals/revoke",
    "/v1/admin/quarantine/decide", "/v1/admin/terminals/lost", "/v1/admin/recovery",
    "/v1/admin/recovery/end", "/v1/admin/coupons", "/v1/admin/coupons/end",
    "/v1/admin/tier-events",
}  # fmt: skip


def test_the_openapi_names_every_route_and_nothing_loads_from_elsewhere(tmp_path: Path) -> None:
    with serving.listening(tmp_path) as (_, url, __):
        found = httpx.get(url + "/openapi.json").json()
        assert set(found["paths"]) == ROUTES
        assert httpx.get(url + "/docs").status_code == 404
        assert httpx.get(url + "/").status_code == 404
    push = found["paths"]["/v1/sync/push"]["post"]
    names = {parameter["name"] for parameter in push["parameters"]}
    assert names == {"PM-Terminal", "PM-Nonce", "PM-Signature"}
    assert "426" in push["responses"]
