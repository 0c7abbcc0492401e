"""What the published OpenAPI says beyond the routes' own words."""

from typing import Any

from sync.protocol import limits
from sync.protocol.signing import NONCE_HEADER, SIGNATURE_HEADER, TERMINAL_HEADER

DESCRIPTION = (
    "One protocol between tills and the central server. Every request of a till is signed with its "
    "Ed25519 key, every answer with the server's, refusals too: a till believes nothing else."
)

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer", "minimum": 0}
_HEX_32 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _parameter(place: str, name: str, schema: dict[str, Any], *, must: bool) -> dict[str, Any]:
    return {"in": place, "name": name, "required": must, "schema": schema}


_SIGNED = [
    _parameter("header", TERMINAL_HEADER, _TEXT, must=True),
    _parameter("header", NONCE_HEADER, {"type": "string", "pattern": "^[0-9a-f]{32}$"}, must=True),
    _parameter(
        "header", SIGNATURE_HEADER, {"type": "string", "pattern": "^[0-9a-f]{128}$"}, must=True
    ),
]
_REFUSAL: dict[str, Any] = {
    "type": "object",
    "required": ["code"],
    "properties": {"code": {**_TEXT, "description": "stable; its words are in the catalogues"}},
}
_REFUSALS = {
    str(status): {"description": words, "content": {"application/json": {"schema": _REFUSAL}}}
    for status, words in (
        (400, "It does not parse, or does not fit."),
        (401, "Who is asking is not known."),
        (403, "A rule says no."),
        (503, "Try again later."),
    )
}


def _body(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": properties}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _list(most: int) -> dict[str, Any]:
    return {"type": "array", "maxItems": most, "items": {"type": "object"}}


HEALTH: dict[str, Any] = {"responses": {"200": {"description": "It is up."}}}
ENROL: dict[str, Any] = {
    "requestBody": _body(
        ["code", "public_key", "nonce"], {"code": _TEXT, "public_key": _HEX_32, "nonce": _TEXT}
    ),
    "responses": {"200": {"description": "The till's identity."}, **_REFUSALS},
}
PUSH: dict[str, Any] = {
    "parameters": _SIGNED,
    "requestBody": _body(
        [
            "protocol",
            "terminal",
            "incarnation",
            "base_seq",
            "base_hash",
            "head_seq",
            "grant_ver",
            "copied",
            "sealed",
        ],
        {
            "protocol": _WHOLE,
            "terminal": _TEXT,
            "incarnation": _WHOLE,
            "base_seq": _WHOLE,
            "base_hash": _HEX_32,
            "head_seq": _WHOLE,
            "grant_ver": _WHOLE,
            "claim": _TEXT,
            "copied": _WHOLE,
            "sealed": {"type": "boolean"},
            "epoch": _TEXT,
            "entries": _list(limits.PUSH_OPS_MAX),
            "wants": _list(limits.WANTS_MAX),
        },
    ),
    "responses": {
        "200": {"description": "How far the journal is here, results, grants, recalls."},
        "426": {"description": "Another version of the protocol: {min, max}."},
        **_REFUSALS,
    },
}
PULL: dict[str, Any] = {
    "parameters": [
        *_SIGNED,
        _parameter("query", "cursor", _TEXT, must=True),
        _parameter("query", "incarnation", _WHOLE, must=False),
        _parameter("query", "wait_ms", _WHOLE, must=False),
        _parameter("query", "check", _WHOLE, must=False),
    ],
    "responses": {"200": {"description": "A page of changes after the cursor."}, **_REFUSALS},
}
OFFER: dict[str, Any] = {
    "parameters": [*_SIGNED, _parameter("query", "included", _WHOLE, must=False)],
    "responses": {"200": {"description": "A ready replica file: id, sizes, hashes."}, **_REFUSALS},
}
PIECE: dict[str, Any] = {
    "parameters": [*_SIGNED, _parameter("header", "Range", _TEXT, must=True)],
    "responses": {
        "206": {"description": "Some bytes of the packed file."},
        "404": {"description": "That snapshot is gone: ask for a new offer."},
        "416": {"description": "Beyond its end."},
        **_REFUSALS,
    },
}
ADMIN: dict[str, Any] = {
    "security": [{"admin": []}],
    "responses": {"200": {"description": "Done."}, **_REFUSALS},
}
