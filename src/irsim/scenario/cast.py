"""The cast of a drill: people, companies, addresses, drawn once from the seed and then part of the recording."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faker import Faker

Member = dict[str, str]

ORGANISATION = "organisation.example"
"""Where colleagues have their mail, if the world does not say."""


def _person(fake: Faker, _: random.Random) -> Member:
    first, last = fake.first_name(), fake.last_name()
    domain = f"{fake.domain_word()}.example"
    return {
        "name": f"{first} {last}",
        "first": first,
        "last": last,
        "email": f"{first}.{last}@{domain}".lower().replace(" ", ""),
        "phone": fake.phone_number(),
        "city": fake.city(),
    }


def _colleague(fake: Faker, chance: random.Random) -> Member:
    member = _person(fake, chance)
    return {**member, "email": _at_work(member, ORGANISATION)}


def _at_work(member: Member, domain: str) -> str:
    return f"{member['first']}.{member['last']}@{domain}".lower().replace(" ", "")


def _company(fake: Faker, chance: random.Random) -> Member:
    name = fake.company()
    word = "".join(character for character in name.lower() if character.isalnum())[:20]
    return {"name": name, "domain": f"{word}.example", "email": f"security@{word}.example", "city": fake.city()}


def _customer(fake: Faker, chance: random.Random) -> Member:
    contact = _person(fake, chance)
    company = _company(fake, chance)
    return {
        **company,
        "contact": contact["name"],
        "contact_first": contact["first"],
        "email": f"{contact['first']}.{contact['last']}@{company['domain']}".lower().replace(" ", ""),
        "workspace": f"ws_{chance.randint(1000, 9999)}",
        "rows": f"{chance.randint(40_000, 260_000):,}",
    }


def _journalist(fake: Faker, chance: random.Random) -> Member:
    paper = f"{fake.city()} {chance.choice(['Courier', 'Ledger', 'Dispatch', 'Wire'])}"
    return {**_person(fake, chance), "paper": paper}


def _ip(_: Faker, chance: random.Random) -> Member:
    block = chance.choice(["192.0.2", "198.51.100", "203.0.113"])
    return {"address": f"{block}.{chance.randint(2, 250)}"}


def _domain(fake: Faker, _: random.Random) -> Member:
    return {"name": f"{fake.word()}-{fake.word()}.example"}


def _handle(fake: Faker, chance: random.Random) -> Member:
    return {"name": f"{fake.word()}_{chance.randint(10, 99)}"}


def _number(_: Faker, chance: random.Random) -> Member:
    return {"value": f"{chance.randint(1000, 9999)}"}


KINDS: dict[str, Callable[[Faker, random.Random], Member]] = {
    "person": _person,
    "colleague": _colleague,
    "company": _company,
    "customer": _customer,
    "journalist": _journalist,
    "ip": _ip,
    "domain": _domain,
    "handle": _handle,
    "number": _number,
}

FIELDS: dict[str, tuple[str, ...]] = {
    "person": ("name", "first", "last", "email", "phone", "city"),
    "colleague": ("name", "first", "last", "email", "phone", "city"),
    "company": ("name", "domain", "email", "city"),
    "customer": ("name", "domain", "email", "city", "contact", "contact_first", "workspace", "rows"),
    "journalist": ("name", "first", "last", "email", "phone", "city", "paper"),
    "ip": ("address",),
    "domain": ("name",),
    "handle": ("name",),
    "number": ("value",),
}
"""What a text may ask of each kind."""


def draw_cast(wanted: Mapping[str, str], seed: str, domain: str = "") -> dict[str, Member]:
    """A member for each name in `wanted` (name to kind), the same for the same seed; addresses are documentation's.

    `domain` is where the organisation's own people have their mail.
    """
    from faker import Faker  # takes a while, and whoever casts nobody does without it

    cast: dict[str, Member] = {}
    for name, kind in wanted.items():
        stream = random.Random(f"{seed}/cast/{name}")
        fake = Faker("en_GB", use_weighting=False)
        fake.seed_instance(stream.getrandbits(64))
        cast[name] = KINDS[kind](fake, stream)
        if kind == "colleague" and domain:
            cast[name]["email"] = _at_work(cast[name], domain)
    return cast
