"""What nobody honest sends gets the right code, memory stays bounded, and an honest sender is served meanwhile."""

import asyncio
import json
import tracemalloc

import pytest

from tests.live.receiver.senders import Kept, Said, alerts, event, raw, read_answer, receiver, request, send

SOON = 2.0
"""Seconds in which an honest sender has its answer, whatever the others do."""

MIB = 1_048_576


def deep(levels: int) -> bytes:
    return b'{"version":"4","alerts":' + b"[" * levels + b"]" * levels + b"}"


MANY = b'{"version":"4","alerts":[{"status":"firing","fingerprint":"1","labels":{%s}}]}' % b",".join(
    b'"l%d":""' % number for number in range(80_000)
)

BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "half of it": (alerts()[:-20], 400),
    "no JSON": (b"alert! everything is down", 400),
    "another JSON": (b'{"hello": "world"}', 400),
    "a number": (b"1e999", 400),
    "a list": (b"[]", 400),
    "alerts that are none": (b'{"version":"4","alerts":[1,null,"x",[]]}', 400),
    "one level too many": (deep(40), 400),
    "half a million levels": (deep(500_000), 400),
    "levels that never close": (b"[" * 1_000_000, 400),
    "objects that never close": (b'{"a":' * 200_000, 400),
    "UTF-16": (alerts().decode().encode("utf-16"), 400),
    "no text at all": (bytes(range(256)) * 100, 400),
    "zeros": (b"\0" * 1_000_000, 400),
    "another version": (json.dumps({"version": "9", "alerts": "none"}).encode(), 400),
    "as many labels as fit": (MANY, 200),
    "as many alerts as fit": (alerts(4_000), 200),
    "escape sequences": (alerts(1, host="\x1b]52;c;aGk=\x07\x9b2J\u202e"), 200),
    "a number of many digits": (b'{"version":"4","alerts":[],"x":' + b"9" * 1_000_000 + b"}", 200),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_gets_its_code_and_the_connection_goes_on(name: str) -> None:
    body, code = BODIES[name]

    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            reader, writer = await asyncio.open_connection(*runner.address)
            writer.write(request("/in/open", body))
            async with asyncio.timeout(5):
                said, honest = await asyncio.gather(read_answer(reader), timely(runner))
            assert (said.code, honest.code) == (code, 200)
            assert len(said.body) < 10_000
            if code == 400:
                sentence = str(said.json["error"])
                assert sentence
                assert sentence.isprintable()
            writer.write(request("/in/open", alerts()))
            assert (await read_answer(reader)).code == 200
            assert [each.body for each in kept.deliveries if each.source == "open"].count(body) == (code == 200)
            writer.close()

    asyncio.run(story())


async def timely(runner: object) -> Said:
    """An honest sender on a connection of its own."""
    async with asyncio.timeout(SOON):
        return await send(runner, "/in/open", alerts(1, honest="yes"))  # type: ignore[arg-type]  # a Runner


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", 400),
        (b"[" * 400_000, 400),
        (b"x" * 600_000, 413),
        (event(routing_key=["no", "text"]), 400),
        (event(payload={"summary": "s" * 5_000, "source": "x", "severity": "loud"}), 400),
        (event(event_action="explode"), 400),
    ],
)
def test_a_hostile_event_is_answered_in_pagerdutys_words(body: bytes, code: int) -> None:
    async def story() -> None:
        async with receiver() as runner:
            said = await send(runner, "/v2/enqueue", body)
            assert (said.code, said.json["status"]) == (code, "invalid event")
            assert said.json["errors"]

    asyncio.run(story())


def chunk(size: int) -> bytes:
    return b"%x\r\n%s\r\n" % (size, b" " * size)


CHUNKED = {"Transfer-Encoding": "chunked", "Content-Length": ""}

WRITTEN: dict[str, tuple[list[bytes], int]] = {
    "a length beyond the limit": ([request("/in/open", b"", {"Content-Length": str(MIB + 1)})], 413),
    "a length beyond everything": ([request("/in/open", b"", {"Content-Length": "9" * 15})], 413),
    "a length that no computer counts": ([request("/in/open", b"", {"Content-Length": "9" * 400})], 400),
    "chunks beyond the limit": ([request("/in/open", headers=CHUNKED), *[chunk(100_000)] * 11], 413),
    "chunks without an end": ([request("/in/open", headers=CHUNKED), chunk(10)], 408),
    "a body that does not come": ([request("/in/open", b"", {"Content-Length": "10"})], 408),
    "chunks that are none": ([request("/in/open", headers=CHUNKED), b"zz\r\nhello\r\n"], 400),
    "a chunk of negative size": ([request("/in/open", headers=CHUNKED), b"-5\r\nhello\r\n"], 400),
    "two lengths": ([b"POST /in/open HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"], 400),
    "a length and chunks": ([request("/in/open", headers={"Transfer-Encoding": "chunked"}), b"0\r\n\r\n"], 400),
    "a negative length": ([request("/in/open", b"", {"Content-Length": "-1"})], 400),
    "a length that is no number": ([request("/in/open", b"", {"Content-Length": "1_0"})], 400),
    "a thousand headers": ([request("/in/open", alerts(), {f"X-{n}": "x" for n in range(1_000)})], 400),
    "a header without end": ([request("/in/open", alerts(), {"X-Long": "x" * 100_000})], 400),
    "an address without end": ([request("/in/" + "a" * 100_000, alerts())], 400),
    "a zero in a header": ([request("/in/open", alerts(), {"X-A": "a\0b"})], 400),
    "a line break in a header": ([b"POST /in/open HTTP/1.1\r\nHost: a\r\nX-A: b\nContent-Length 3\r\n\r\n"], 400),
    "a method of their own": ([request("/in/open", alerts(), method="PO\x01ST")], 400),
    "a greeting of TLS": ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n" * 4], 400),
    "HTTP/9.9": ([request("/in/open", alerts(), version="9.9")], 400),
    "a proxy's request": ([request("http://elsewhere.example/in/open", alerts())], 404),
    "a proxy's tunnel": ([b"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: a\r\n\r\n"], 404),
    "another folder": ([request("/in/../healthz", alerts())], 404),
    "an upgrade": ([request("/in/open", alerts(), {"Connection": "Upgrade", "Upgrade": "websocket"})], 200),
    "HTTP/1.0": ([request("/in/open", alerts(), version="1.0")], 200),
    "HTTP/1.0 without anything": ([b"GET /healthz HTTP/1.0\r\n\r\n"], 200),
    "chunks that fit": (
        [request("/in/open", headers=CHUNKED), b"%x\r\n%s\r\n0\r\n\r\n" % (len(alerts()), alerts())],
        200,
    ),
    "byte by byte": ([bytes([byte]) for byte in request("/in/open", alerts())], 200),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_hostile_request_gets_its_code(name: str) -> None:
    parts, code = WRITTEN[name]

    async def story() -> None:
        async with receiver(limits='slow = "150ms"') as runner:
            said, honest = await asyncio.gather(raw(runner, *parts), timely(runner))
            assert (said.code, honest.code) == (code, 200)

    asyncio.run(story())


def test_slow_senders_are_many_and_block_nobody() -> None:
    async def slow(runner: object, code: list[int]) -> None:
        reader, writer = await asyncio.open_connection(*runner.address)  # type: ignore[attr-defined]  # a Runner
        writer.write(request("/in/open", b"", {"Content-Length": "1000"}))
        for _ in range(20):
            writer.write(b" ")
            await asyncio.sleep(0.02)
        code.append((await read_answer(reader)).code)
        assert await reader.read() == b""
        writer.close()

    async def story() -> None:
        async with receiver(limits='slow = "300ms"') as runner:
            codes: list[int] = []
            slow_ones = [asyncio.create_task(slow(runner, codes)) for _ in range(50)]
            for _ in range(5):
                assert (await timely(runner)).code == 200
                await asyncio.sleep(0.02)
            await asyncio.gather(*slow_ones)
            assert codes == [408] * 50
            assert runner.receiving.held == 0

    asyncio.run(story())


def test_headers_that_never_end_are_cut_off() -> None:
    async def story() -> None:
        async with receiver(limits='idle = "200ms"') as runner:
            reader, writer = await asyncio.open_connection(*runner.address)
            writer.write(b"POST /in/open HTTP/1.1\r\nHost: a\r\n")
            async with asyncio.timeout(2):
                for number in range(100):
                    writer.write(b"X-%d: a\r\n" % number)
                    await asyncio.sleep(0.02)
                    if reader.at_eof():
                        break
                assert await reader.read() == b""
            writer.close()

    asyncio.run(story())


def test_when_connections_run_out_idle_ones_give_way() -> None:
    async def story() -> None:
        async with receiver(limits="connections = 16") as runner:
            hoarded = [await asyncio.open_connection(*runner.address) for _ in range(60)]
            for _ in range(3):
                assert (await timely(runner)).code == 200
            for _, writer in hoarded:
                writer.close()

    asyncio.run(story())


def test_bodies_at_once_are_bounded_and_the_rest_come_again() -> None:
    """Each of 40 senders holds most of a MiB; 4 MiB are allowed."""

    async def story() -> None:
        async with receiver(limits='memory = 4194304\nslow = "1s"') as runner:
            tracemalloc.start()
            most = 0

            async def hoard() -> int:
                return (await raw(runner, request("/in/open", b" " * 900_000, {"Content-Length": "1000000"}))).code

            hoarding = [asyncio.create_task(hoard()) for _ in range(40)]
            while not all(task.done() for task in hoarding):
                await asyncio.sleep(0.05)
                most = max(most, runner.receiving.held)
            codes = [task.result() for task in hoarding]
            tracemalloc.stop()
            assert most <= 4 * MIB + 300_000
            assert set(codes) == {408, 503}
            assert codes.count(408) <= 4
            assert (await timely(runner)).code == 200

    asyncio.run(story())


def test_requests_one_behind_the_other_are_answered_in_their_order() -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            reader, writer = await asyncio.open_connection(*runner.address)
            bodies = [alerts(1, n=str(number)) if number % 3 else b"{" for number in range(102)]
            writer.write(b"".join(request("/in/open", body) for body in bodies))
            async with asyncio.timeout(5):
                codes = [(await read_answer(reader)).code for _ in bodies]
            assert codes == [200 if number % 3 else 400 for number in range(102)]
            assert [each.body for each in kept.deliveries] == [body for body in bodies if body != b"{"]
            writer.close()

    asyncio.run(story())


def test_who_sends_and_never_reads_is_cut_off() -> None:
    async def story() -> None:
        async with receiver() as runner:
            _, writer = await asyncio.open_connection(*runner.address, limit=1)
            flood = request("/metrics", method="GET") * 200

            async def pour() -> None:
                while True:
                    writer.write(flood)
                    await writer.drain()

            with pytest.raises(ConnectionError):
                await asyncio.wait_for(pour(), 5)
            assert (await timely(runner)).code == 200
            writer.close()

    asyncio.run(story())


def test_who_leaves_in_the_middle_leaves_nothing_behind() -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            for _ in range(20):
                _, writer = await asyncio.open_connection(*runner.address)
                writer.write(request("/in/open", b" " * 10_000, {"Content-Length": "500000"}))
                await asyncio.sleep(0)
                writer.transport.abort()
            assert (await timely(runner)).code == 200
            await asyncio.sleep(0.1)
            assert runner.receiving.held == 0
            assert len(kept.deliveries) == 1

    asyncio.run(story())


def test_who_asks_before_sending_is_told_to_go_on_or_not() -> None:
    async def story() -> None:
        async with receiver() as runner:
            reader, writer = await asyncio.open_connection(*runner.address)
            body = alerts(10)
            writer.write(request("/in/open", body, {"Expect": "100-continue"})[: -len(body)])
            async with asyncio.timeout(2):
                assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
                writer.write(body)
                assert (await read_answer(reader)).code == 200
            writer.close()
            said = await raw(
                runner, request("/in/open", b"", {"Expect": "100-continue", "Content-Length": str(9 * MIB)})
            )
            assert said.code == 413

    asyncio.run(story())
