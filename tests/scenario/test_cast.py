"""The cast: drawn from the seed, and nobody in it can be reached."""

import ipaddress
import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.scenario.cast import FIELDS, KINDS, draw_cast

EVERYONE = {kind: kind for kind in KINDS}
SEEDS = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)
DOCUMENTATION = [ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
DRAMA = re.compile(r"496\d{4}|960\d{3}|2(92018|89018|079460)\d{3}|7700900\d{3}|8081570\d{3}|9098790\d{3}|3069990\d{3}")
"""Telephone numbers that Ofcom keeps for drama (all of the United Kingdom's)."""


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_same_seed_draws_the_same_cast(seed: str) -> None:
    assert draw_cast(EVERYONE, seed) == draw_cast(EVERYONE, seed)


def test_another_seed_draws_another() -> None:
    casts = [draw_cast(EVERYONE, seed) for seed in ("1", "2", "3")]
    for kind in ("person", "company", "customer", "journalist", "colleague"):
        assert len({str(cast[kind]) for cast in casts}) == 3


def test_a_member_does_not_change_with_the_company_it_keeps() -> None:
    assert draw_cast({"boss": "person"}, "7")["boss"] == draw_cast({"other": "ip", "boss": "person"}, "7")["boss"]
    cast = draw_cast({"a": "person", "b": "person"}, "7")
    assert cast["a"] != cast["b"]


@pytest.mark.parametrize("seed", range(25))
def test_nobody_in_the_cast_can_be_reached(seed: int) -> None:
    cast = draw_cast(EVERYONE, str(seed))
    for kind, member in cast.items():
        assert set(FIELDS[kind]) <= set(member)
        assert all(value and value.isprintable() for value in member.values())
        if "email" in member:
            assert re.fullmatch(r"[a-z0-9.'\-]+@[a-z0-9\-]+\.example", member["email"])
        if "domain" in member:
            assert re.fullmatch(r"[a-z0-9\-]+\.example", member["domain"])
        if "phone" in member:
            digits = re.sub(r"\D", "", member["phone"].replace("(0)", ""))
            assert DRAMA.search(digits), member["phone"]
    assert re.fullmatch(r"[a-z\-]+\.example", cast["domain"]["name"])
    assert any(ipaddress.ip_address(cast["ip"]["address"]) in net for net in DOCUMENTATION)
