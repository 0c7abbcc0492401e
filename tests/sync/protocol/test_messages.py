"""Pushes and their replies: what is written is read back the same, what does not fit is refused."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.journal import GENESIS, Draft, Moment, check_chain, seal
from pos_member.domain.lease import Grant, Lot
from pos_member.domain.ledger import Kind
from pos_member.domain.operations import Personal
from sync.protocol import limits, messages
from sync.protocol.messages import PushedEntry, PushReply, PushRequest, Recall, Result, Want

TERMINAL = "018f0000-0000-7000-8000-000000000001"
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
SHORT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=36)
WHOLE = st.integers(0, 2**53)
MOMENTS = st.builds(Moment, WHOLE, WHOLE, SHORT, st.integers(-1_440, 1_440))
DRAFTS = st.builds(Draft, SHORT, SHORT, SHORT, MOMENTS, st.binary(min_size=1, max_size=50), WHOLE)
PERSONAL = st.builds(
    Personal,
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.dictionaries(st.sampled_from(["name", "phone"]), SHORT),
)
WANTS = st.builds(Want, SHORT, SHORT, st.sampled_from(Kind), WHOLE)
GRANTS = st.builds(
    Grant, SHORT, SHORT, SHORT, st.sampled_from(Kind), st.integers(1, 10**9), WHOLE, WHOLE, WHOLE,
    st.lists(st.builds(Lot, SHORT, st.integers(1, 10**6), st.just("2026-12-31"))).map(tuple),
)  # fmt: skip


def chained(drafts: list[Draft], personal: Personal | None) -> tuple[PushedEntry, ...]:
    made, prev = [], GENESIS
    for i in range(len(drafts)):
        entry = seal(drafts[i], terminal_id=TERMINAL, incarnation=1, seq=i + 1, prev=prev)
        made.append(PushedEntry(entry, personal))
        prev = entry.hash
    return tuple(made)


def request(**changes: Any) -> PushRequest:  # noqa: ANN401 - any field of it
    draft = Draft("op", "sale", "zhou", Moment(1, 2, "boot", 480), b"{}")
    usual: dict[str, Any] = {
        "terminal_id": TERMINAL,
        "incarnation": 1,
        "base_seq": 0,
        "base_hash": GENESIS,
        "head_seq": 1,
        "grant_ver": 0,
        "entries": chained([draft], Personal("ab" * 16, {"name": "林"})),
        "wants": (Want("lease", "member", Kind.POINTS, 0),),
    }
    return PushRequest(**(usual | changes))


@given(
    st.lists(DRAFTS, max_size=3),
    st.none() | PERSONAL,
    st.lists(WANTS, max_size=3),
    st.fixed_dictionaries(
        {
            "claim": st.just("") | SHORT,
            "copied": WHOLE,
            "sealed": st.booleans(),
            "epoch": st.just("") | SHORT,
        }
    ),
)
def test_a_push_comes_back_as_it_was_and_its_chain_holds(
    drafts: list[Draft], personal: Personal | None, wants: list[Want], more: dict[str, Any]
) -> None:
    sent = request(entries=chained(drafts, personal), wants=tuple(wants), **more)
    read = messages.load_push(messages.dump_push(sent))
    assert read == sent
    check_chain([each.entry for each in read.entries], terminal_id=TERMINAL, after=(0, GENESIS))


@given(
    st.builds(
        PushReply,
        st.sampled_from(messages.STATUSES),
        WHOLE,
        HASHES,
        SHORT,
        WHOLE,
        st.lists(
            st.builds(
                Result,
                st.integers(1, 2**53),
                st.sampled_from([messages.APPLIED, messages.QUARANTINED]),
                st.just("") | SHORT,
            ),
            max_size=3,
        ).map(tuple),
        st.lists(GRANTS, max_size=3).map(tuple),
        st.lists(st.tuples(SHORT, SHORT), max_size=3).map(tuple),
        st.lists(st.builds(Recall, SHORT, WHOLE), max_size=3).map(tuple),
        WHOLE,
    )
)
def test_a_reply_comes_back_as_it_was(reply: PushReply) -> None:
    assert messages.load_push_reply(messages.dump_push_reply(reply)) == reply


@pytest.mark.parametrize(
    "raw", [b"", b"<html>login</html>", b"\xff\xfe", b"[" * 100_000, b'{"a":1,"a":2}', b"1.5"]
)
@pytest.mark.parametrize("load", [messages.load_push, messages.load_push_reply])
def test_what_is_no_json_of_ours_is_refused(load: Callable[[bytes], object], raw: bytes) -> None:
    with pytest.raises(Damaged) as refused:
        load(raw)
    assert refused.value.code == "not_json"


@pytest.mark.parametrize("load", [messages.load_push, messages.load_push_reply])
@pytest.mark.parametrize("raw", [b"[]", b"null", b'"text"', b"{}"])
def test_json_of_another_shape_is_refused(load: Callable[[bytes], object], raw: bytes) -> None:
    with pytest.raises(Damaged) as refused:
        load(raw)
    assert refused.value.code == "shape"


CHANGES: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("base_hash", lambda m: m.update(base_hash="00")),
    ("incarnation", lambda m: m.update(incarnation=0)),
    ("base_seq", lambda m: m.update(base_seq=-1)),
    ("head_seq", lambda m: m.update(head_seq=True)),
    ("entries", lambda m: m.update(entries=m["entries"] * (limits.PUSH_OPS_MAX + 1))),
    ("wants", lambda m: m.update(wants=m["wants"] * (limits.WANTS_MAX + 1))),
    ("wants[0].kind", lambda m: m["wants"][0].update(kind="gold")),
    ("entries[0].body", lambda m: m["entries"][0].update(body="not base64!")),
    ("entries[0].op_id", lambda m: m["entries"][0].update(op_id="x" * 37)),
    ("entries[0].tz_min", lambda m: m["entries"][0].update(tz_min=1_441)),
    ("entries[0].personal.salt", lambda m: m["entries"][0]["personal"].update(salt="zz")),
    ("entries[0].personal.values.name", lambda m: m["entries"][0]["personal"].update(
        values={"name": 1})),
]  # fmt: skip


@pytest.mark.parametrize(("path", "change"), CHANGES, ids=[path for path, _ in CHANGES])
def test_a_push_that_does_not_fit_says_where(
    path: str, change: Callable[[dict[str, Any]], object]
) -> None:
    message: Any = canonical.load(messages.dump_push(request()))
    change(message)
    with pytest.raises(Damaged) as refused:
        messages.load_push(canonical.dump(message))
    assert refused.value.values["path"] == path


def test_the_body_travels_as_the_bytes_that_the_till_hashed() -> None:
    odd = b'{ "b" : 1, "a" : 2 }'
    draft = Draft("op", "sale", "zhou", Moment(1, 2, "boot", 480), odd)
    raw = messages.dump_push(request(entries=chained([draft], None)))
    assert base64.b64encode(odd) in raw
    assert messages.load_push(raw).entries[0].entry.draft.body == odd
