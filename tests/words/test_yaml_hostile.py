"""Files made to hurt: each ends in one readable sentence, and soon. The two seconds are a promise to users."""

import time

import pytest

from irsim.words.faults import BadInput
from irsim.words.yamltext import DEPTH_LIMIT, NODE_LIMIT, read_yaml

SECONDS = 2.0

LAUGHS = "a: &a [ha, ha]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

REFUSED: dict[str, str | bytes] = {
    "billion laughs": LAUGHS,
    "a cycle": "a: &a [*a]\n",
    "a tag that calls": "a: !!python/object/apply:os.system ['true']\n",
    "a tag that builds": "!!python/object:builtins.object {}\n",
    "a tag of its own": "a: !<tag:x> b\n",
    "a very long tag": "!" + "a" * 40_000 + " b",
    "a merge key": "a: {<<: {b: 1}}\n",
    "a lone anchor": "a: &anchor\n",
    "a very long anchor": "&" + "a" * 40_000 + " b",
    "a lone alias": "*anchor\n",
    "100,000 brackets": "[" * 100_000,
    "100,000 brackets on lines": "[\n" * 100_000,
    "100,000 braces on lines": "{a: \n" * 100_000,
    "brackets to the line limit": "[" * 49_000,
    "deep blocks": "".join(" " * level + "a:\n" for level in range(1_900)),
    "deep dashes": "- " * 24_000,
    "deep question marks": "? " * 24_000,
    "one level too deep": "[" * (DEPTH_LIMIT + 1) + "]" * (DEPTH_LIMIT + 1),
    "noise": bytes(range(256)) * 4_000,
    "noise without NUL": bytes(range(1, 256)) * 4_000,
    "3 MB": "a" * 3_000_000,
    "a line of 1.9 MB": "a: " + "b" * 1_900_000,
    "a line of 1.9 MB in bytes": ("a: " + "é" * 900_000).encode(),
    "many double quotes": '"' * 40_000,
    "double quotes on lines": '"\n' * 100_000,
    "single quotes on lines": "'\n" * 100_000,
    "a huge key": "k" * 40_000 + ": 1\n",
    "a huge quoted key": '"' + "k" * 40_000 + '": 1\n',
    "a huge key twice": ('? "' + "k\n" * 50_000 + '"\n: 1\n') * 2,
    "NUL": "a: \0b\n",
    "NUL bytes": b"\0" * 100_000,
    "UTF-16": "a: b\n".encode("utf-16"),
    "UTF-16 without a mark": "a: b\n".encode("utf-16-le"),
    "UTF-32": "a: b\n".encode("utf-32"),
    "Latin-1": "a: é\n".encode("latin-1"),
    "an open double quote": 'a: "b\nc: d\n',
    "an open single quote": "a: 'b\nc: d\n",
    "a surrogate": "a: \ud800\n",
    "an escaped surrogate": 'a: "\\ud800"\n',
    "an escape out of Unicode": 'a: "\\U00110000"\n',
    "a tab": "a:\n\tb: c\n",
    "a list as key": "? [a, b]\n: c\n",
    "a map as key": "? {a: b}\n: c\n",
    "nothing": "",
    "blank lines": "\n\n   \n",
    "only comments": "# a\n# b\n",
    "900,000 comments": "#\n" * 900_000,
    "several documents": "a: 1\n---\nb: 2\n",
    "400,000 documents": "---\n" * 400_000,
    "400,000 ends": "...\n" * 400_000,
    "directives": "%X y\n" * 300_000,
    "tag directives": "".join(f"%TAG !{n}! a\n" for n in range(100_000)) + "--- a",
    "tag directives in between": "a: 1\n...\n" + "".join(f"%TAG !{n}! a\n" for n in range(100_000)) + "--- a",
    "too many values": "-\n" * (NODE_LIMIT + 10),
    "too many keys": "".join(f"k{n}: 1\n" for n in range(NODE_LIMIT)),
    "too many values on lines": "[\n" + ("[" + "a," * 24_000 + "],\n") * 8 + "]",
    "carriage returns": "\r" * 1_900_000,
    "open braces in quotes": "{" * 20 + "'a': " * 9_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_ends_in_one_sentence_with_a_cure(name: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(BadInput) as caught:
        read_yaml(REFUSED[name], "hostile.yaml")
    assert time.perf_counter() - begun < SECONDS
    [fault] = caught.value.faults
    assert fault.file == "hostile.yaml"
    assert ";" in fault.message
    assert fault.message.isprintable()
    assert len(fault.message) < 300


LARGE: dict[str, str] = {
    "values to the limit": "-\n" * (NODE_LIMIT - 1),
    "quoted values": "- 'a'\n" * (NODE_LIMIT - 1),
    "keys at the deepest": "[" * 38
    + "{\n"
    + "".join(f"{n}: 1,\n" for n in range(NODE_LIMIT // 2 - 100))
    + "}"
    + "]" * 38,
    "a long block": "a: |\n" + "  x\n" * 490_000,
    "a folded block": "a: >\n" + "  x\n\n" * 300_000,
    "a block of blank lines": "a: |\n" + "\n" * 1_900_000,
    "a plain text over many lines": "a:\n" + "  x\n" * 490_000,
    "escapes": 'a: "' + ("\\x41" * 12_000 + "\\\n") * 40 + '"',
    "thousands of quotes": "'" * 40_000,
    "values on long lines": "[\n" + ("[" + "a," * 24_000 + "],\n") * 4 + "]",
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_within_the_limits_is_read_as_soon(name: str) -> None:
    begun = time.perf_counter()
    read_yaml(LARGE[name], "large.yaml")
    assert time.perf_counter() - begun < SECONDS
