"""Names in the texts of an incident, replaced: the same name by the same stand-in, wherever it stands.

People and customers become members of the cast, hosts, addresses and secrets what is reserved for documentation. What
only a person can recognise (a project's name, a nickname) stays, and the scenario's first lines say so.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

from irsim.reports.redaction.words import SHORTEST, is_figure
from irsim.words.clean import clean, clean_title

PEOPLE_KEYS = frozenset({"user", "username", "owner", "assignee", "author", "operator", "email", "mail", "login"})
CUSTOMER_KEYS = frozenset(
    {"customer", "customer_name", "tenant", "account", "account_name", "client", "company", "org", "organisation",
     "organization", "workspace", "partner", "vendor_account"}
)  # fmt: skip
HOST_KEYS = frozenset(
    {"host", "hostname", "instance", "node", "nodename", "pod", "container", "server", "machine", "device", "vm",
     "agent_hostname", "fqdn", "address", "ip"}
)  # fmt: skip
"""Labels of alerts whose values name people, customers and machines. Ours: what senders commonly call them."""

FILES = frozenset(
    {"py", "js", "ts", "go", "rs", "java", "rb", "php", "sh", "sql", "yaml", "yml", "json", "toml", "log", "conf",
     "cfg", "ini", "md", "html", "css", "xml", "csv", "gz", "zip", "so", "service", "timer", "socket", "target",
     "jar", "txt"}
)  # fmt: skip
"""Ends of names that look like a domain's and are a file's."""

RESERVED = (".example", ".test", ".invalid", ".localhost", ".example.com", ".example.org", ".example.net")

_SHAPES = re.compile(
    r"(?P<url>\b[a-z][a-z0-9+.-]{1,15}://[^\s<>\"'`]+)"
    r"|(?P<mail>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,24})"
    r"|(?P<jwt>\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_.-]{6,})"
    r"|(?P<uuid>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"
    r"|(?P<six>(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}(?::?[0-9a-fA-F]{1,4})(?![\w:])"
    r"|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){1,6}:(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?(?![\w:]))"
    r"|(?P<four>(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w]))"
    r"|(?P<key>\b(?:sk|pk|rk|ghp|gho|xox[abps]|AKIA|ASIA|glpat|key|tok|token)[_-]?[A-Za-z0-9_-]{12,}\b)"
    r"|(?P<hex>\b(?=[0-9a-fA-F]*[0-9])(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{12,}\b)"
    r"|(?P<long>(?<![A-Za-z0-9+/_-])(?=[A-Za-z+/_-]{0,99}[0-9])(?=[a-z0-9+/_-]{0,99}[A-Z])(?=[A-Z0-9+/_-]{0,99}[a-z])"
    r"[A-Za-z0-9+/_-]{24,}={0,2})"
    r"|(?P<phone>(?<![\w.])\+[0-9][0-9 ()/-]{6,18}[0-9](?!\w))"
    r"|(?P<domain>\b(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[a-z]{2,24}\b)"
)
"""What gives itself away by its shape, the more telling shape first."""

_BLOCKS = ("192.0.2", "198.51.100", "203.0.113")
"""Reserved for documentation (RFC 5737)."""


class Hiding:
    """Stand-ins for names. `kept` are the ids of plan and world, which name nobody.

    `cast` fills with the members that texts ask for; `replaced` holds everything that was replaced, in order.
    """

    def __init__(self, people: Iterable[str], others: Iterable[str] = (), kept: Iterable[str] = ()) -> None:
        self.kept = {word.casefold() for word in kept}
        self.cast: dict[str, str] = {}
        self.replaced: dict[str, None] = {}
        self._stand_ins: dict[str, tuple[str, str]] = {}
        self._members: list[str] = []
        self._counts: dict[str, int] = {}
        self._names: re.Pattern[str] | None = None
        for name in people:
            self.person(name)
        for name in others:
            self.customer(name)

    # Who and what is known by name

    def person(self, name: str, *, parts: bool = True) -> None:
        """Somebody, by their whole name or, with `parts`, by part of it."""
        name = " ".join(clean_title(name, 120).split())
        if not self._worth(name) or name.casefold() in self._stand_ins:
            return
        member = self._member("person")
        words = [word for word in name.split() if self._worth(word)]
        if not parts:
            self._known(name, member, "name")
        elif len(words) > 1 and name.istitle():
            for word, field in ((name, "name"), (words[0], "first"), (words[-1], "last")):
                self._known(word, member, field)
        else:
            self._known(name, member, "first")

    def customer(self, name: str) -> None:
        """A customer, or anything else that somebody wants gone."""
        name = " ".join(clean_title(name, 120).split())
        if self._worth(name) and name.casefold() not in self._stand_ins:
            self._known(name, self._member("customer"), "name")

    def host(self, name: str) -> None:
        """A machine, by its whole name or by the first part of it: `web-07` of `web-07.prod`."""
        name = clean_title(name, 200).strip()
        found = _SHAPES.fullmatch(name)
        if not self._worth(name) or name.casefold() in self._stand_ins or (found and found.lastgroup != "domain"):
            return
        member = self._member("host")
        self._known(name, member, "")
        short = name.partition(".")[0]
        if self._worth(short) and not short.isalpha():  # a word alone, as `mail`, is no name
            self._known(short, member, "")

    def labels(self, labels: dict[str, str]) -> None:
        """Whoever and whatever the labels of an alert name."""
        for key, value in labels.items():
            if key.casefold() in PEOPLE_KEYS and "@" not in value:
                self.person(value)
            elif key.casefold() in CUSTOMER_KEYS:
                self.customer(value)
            elif key.casefold() in HOST_KEYS:
                self.host(value.rpartition(":")[0] if re.fullmatch(r"[^:]+:[0-9]{1,5}", value) else value)

    def _worth(self, name: str) -> bool:
        return len(name) >= SHORTEST and name.casefold() not in self.kept and not is_figure(name)

    def _member(self, kind: str) -> str:
        """Somebody or something new; it gets its number when a text first names it."""
        self._members.append(kind)
        return str(len(self._members) - 1)

    def _known(self, name: str, member: str, field: str) -> None:
        self._stand_ins.setdefault(name.casefold(), (member, field))
        self._names = None

    def _stand_in(self, name: str, *, filled: bool) -> str:
        member, field = self._stand_ins[name.casefold()]
        kind = self._members[int(member)]
        number = self._number(kind, member) + 1
        if kind == "host":
            return f"host-{number}.example"
        if not filled:
            return f"{kind.capitalize()} {number}"
        self.cast[f"{kind}_{number}"] = kind
        return f"{{{{ {kind}_{number}.{field} }}}}"

    # Texts

    def title(self, text: str, limit: int = 160) -> str:
        """A line for the scenario, with places that the cast fills."""
        return self._hidden(clean_title(text, limit), filled=True)

    def text(self, text: str, limit: int = 4_000) -> str:
        """A text for the scenario, with places that the cast fills."""
        return self._hidden(clean(text, limit).strip(), filled=True)

    def plain(self, text: str, limit: int = 4_000) -> str:
        """A text for where nothing is filled in: the world, and what a script says."""
        return self._hidden(clean(text, limit).strip(), filled=False)

    def identifier(self, text: str, fallback: str) -> str:
        """An id of letters, digits and dashes, without names; one that is known already stays as it is."""
        if text.casefold() in self.kept and re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,63}", text):
            return text
        slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", self.plain(text, 120)).lower())
        slug = slug.strip("-")[:48].strip("-")
        return slug if slug[:1].isalpha() else fallback

    def left(self, text: str) -> str:
        """A name that was replaced and stands in `text` all the same; empty where none does."""
        for name in self.replaced:
            if len(name) <= SHORTEST or name.islower():
                continue  # an account's name may be a word, which stands here for itself
            if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE):
                return name
        return ""

    def _hidden(self, text: str, *, filled: bool) -> str:
        if filled:  # a template of the sender's is text here: `{{ $labels.instance }}`
            text = text.replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #")
        parts: list[str] = []
        position = 0
        for found in _SHAPES.finditer(text):
            stand_in = self._of_shape(found.lastgroup or "", found[0])
            if stand_in is not None:
                parts += [self._named(text[position : found.start()], filled=filled), stand_in]
                position = found.end()
        whole = "".join([*parts, self._named(text[position:], filled=filled)])
        return "\n".join(line.rstrip() for line in whole.split("\n")).strip()

    def _named(self, text: str, *, filled: bool) -> str:
        if self._names is None:
            known = (name for name in sorted(self._stand_ins, key=len, reverse=True) if not name.startswith("\0"))
            names = "|".join(map(re.escape, known))
            self._names = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])" if names else r"(?!)", re.IGNORECASE)

        def stand_in(found: re.Match[str]) -> str:
            self.replaced[found[0]] = None
            return self._stand_in(found[0], filled=filled)

        return self._names.sub(stand_in, text)

    def _of_shape(self, shape: str, text: str) -> str | None:
        """What stands for a text of this shape; None where it is no name, or one that is looked up by itself."""
        folded = text.casefold()
        if folded in self.kept or (shape == "domain" and folded in self._stand_ins):
            return None
        if shape == "domain" and (folded.rpartition(".")[2] in FILES or folded.endswith(RESERVED)):
            return None
        if shape == "four" and (any(int(part) > 255 for part in text.split(".")) or text.startswith(("127.", "0.0"))):
            return None
        if shape == "url":
            scheme, _, rest = text.partition("://")
            place, _, _ = rest.partition("/")
            self.replaced[text] = None
            return f"{scheme}://{self._numbered('site', place.rpartition('@')[2])}/"
        self.replaced[text] = None
        if shape == "mail":
            return self._numbered("mail", folded).removesuffix(".example") + "@people.example"
        if shape == "four":
            number = self._number("four", folded)
            return f"{_BLOCKS[number // 250 % 3]}.{number % 250 + 2}"
        if shape == "six":
            return f"2001:db8::{self._number('six', folded) + 1:x}"
        if shape == "phone":
            return f"+44 20 7946 0{self._number('phone', folded) % 1000:03d}"
        if shape == "domain":
            return self._numbered("site", folded)
        return self._numbered("token", folded).removesuffix(".example")

    def _number(self, kind: str, text: str) -> int:
        known = self._stand_ins.get(f"\0{kind}\0{text}")
        if known is None:
            number = self._counts.get(kind, 0)
            self._counts[kind] = number + 1
            known = self._stand_ins[f"\0{kind}\0{text}"] = (str(number), "")
        return int(known[0])

    def _numbered(self, kind: str, text: str) -> str:
        return f"{kind}-{self._number(kind, text.casefold()) + 1}.example"


_QUALITIES = ("Amber", "Brass", "Cedar", "Copper", "Flint", "Grey", "Hazel", "Indigo", "Linen", "Maple", "Olive",
              "Pewter", "Quiet", "Russet", "Silver", "Winter")  # fmt: skip
_THINGS = ("Anchor", "Basin", "Bridge", "Chapel", "Compass", "Ferry", "Garden", "Harbour", "Kettle", "Lantern",
           "Meadow", "Orchard", "Pavilion", "Quarry", "Saddle", "Willow")  # fmt: skip


def codename_of(digest: str) -> str:
    """Two words that tell nothing, the same ones for the same record."""
    drawn = sha256(f"codename/{digest}".encode()).digest()
    return f"{_QUALITIES[drawn[0] % len(_QUALITIES)]} {_THINGS[drawn[1] % len(_THINGS)]}"
