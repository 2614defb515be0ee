"""The plan's detection rules over lines."""

import msgspec
import pytest

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.logs.detecting import ALERTS, KEYS, Detector
from irsim.live.logs.lines import Line, read_line
from irsim.plan import default_plan_text, load_plan
from irsim.plan.models import Detection

PLAN = load_plan(default_plan_text(), "default.yaml")
T0 = 1_800_000_000_000
MINUTE = 60_000


def detector(*rules: str, **own: object) -> Detector:
    """Only these rules of the plan; or one of one's own."""
    chosen = [rule for rule in PLAN.detections if rule.id in rules]
    if own:
        chosen.append(Detection.model_validate({"id": "own", "label": "Own", "monitor": "suspicious-activity", **own}))
    return Detector(PLAN.model_copy(update={"detections": chosen}))


def line(at: int, text: str = "x", **fields: str) -> Line:
    return Line(T0 + at, text, "auth", fields=fields)


def sshd(at: int, user: str, ip: str = "192.0.2.7", said: str = "Failed") -> Line:
    read = read_line(f"{said} password for {user} from {ip} port 22 ssh2".encode(), "plain", "auth", T0 + at)
    assert read is not None
    return read


def hear(eyes: Detector, lines: list[Line]) -> list[Signal]:
    return [signal for each in lines for signal in eyes.hear(each, each.at)]


def test_ten_failed_sign_ins_of_one_account_in_five_minutes() -> None:
    eyes = detector("failed-sign-ins")
    assert hear(eyes, [sshd(n * 1000, "anna") for n in range(9)]) == []
    fired = hear(eyes, [sshd(9_000, "anna")])
    assert [(each.state, each.key, each.title) for each in fired] == [
        (FIRING, "failed-sign-ins/anna", "Many failed sign-ins of anna")
    ]
    assert (fired[0].monitor, fired[0].severity, fired[0].category) == ("suspicious-activity", "high", "security")
    assert fired[0].labels == {"user": "anna", "detection": "failed-sign-ins", "log": "auth"}
    assert "10 lines" in fired[0].text
    assert "Failed password for anna from 192.0.2.7" in fired[0].text


def test_ten_in_an_hour_are_none_and_two_accounts_are_told_apart() -> None:
    eyes = detector("failed-sign-ins")
    assert hear(eyes, [sshd(n * 6 * MINUTE, "anna") for n in range(20)]) == []
    assert hear(eyes, [sshd(n * 1000, f"user{n % 2}") for n in range(18)]) == []


def test_it_is_told_again_when_the_count_has_doubled_and_is_over_when_quiet() -> None:
    eyes = detector("failed-sign-ins")
    told = hear(eyes, [sshd(n * 1000, "anna") for n in range(100)])
    assert [next(part for part in each.text.split("\n\n") if "rule" in part).split(",")[0] for each in told] == [
        "10 lines",
        "20 lines",
        "40 lines",
        "80 lines",
    ]
    assert eyes.quiet(T0 + 99_000 + 15 * MINUTE - 1) == []
    over = eyes.quiet(T0 + 99_000 + 15 * MINUTE)
    assert [(each.state, each.key, each.until) for each in over] == [(RESOLVED, "failed-sign-ins/anna", T0 + 99_000)]
    assert eyes.quiet(T0 + 10**9) == []


def test_failures_then_a_success() -> None:
    eyes = detector("sign-in-after-failures")
    assert hear(eyes, [sshd(0, "anna", said="Accepted")]) == []
    assert hear(eyes, [sshd(n, "anna") for n in range(5)]) == []
    assert hear(eyes, [sshd(10, "bert", said="Accepted")]) == []
    fired = hear(eyes, [sshd(11, "anna", said="Accepted")])
    assert [each.title for each in fired] == ["anna signed in after many failures"]
    assert fired[0].severity == "critical"


def test_failures_of_long_ago_do_not_count() -> None:
    eyes = detector("sign-in-after-failures")
    assert hear(eyes, [sshd(n, "anna") for n in range(5)]) == []
    assert hear(eyes, [sshd(16 * MINUTE, "anna", said="Accepted")]) == []


def test_one_address_against_ten_accounts() -> None:
    eyes = detector("password-spraying")
    assert hear(eyes, [sshd(n, f"user{n % 9}") for n in range(90)]) == []
    fired = hear(eyes, [sshd(100 + n, f"user{n}") for n in range(10)])
    assert [each.key for each in fired] == ["password-spraying/192.0.2.7"]
    assert "10 different values of user" in fired[0].text


def sign_in(at: int, user: str, country: str, **more: str) -> Line:
    return line(at, "signed in", event="login", outcome="success", user=user, country=country, **more)


def test_one_account_from_three_countries() -> None:
    eyes = detector("countries")
    assert hear(eyes, [sign_in(0, "anna", "AT"), sign_in(1, "anna", "DE"), sign_in(2, "bert", "BR")]) == []
    assert [each.title for each in hear(eyes, [sign_in(3, "anna", "BR")])] == ["anna signs in from several countries"]


def test_bytes_that_leave_are_added_up() -> None:
    eyes = detector("data-leaving")
    gigabyte = str(10**9)
    told = hear(eyes, [line(n * MINUTE, "out", user="anna", bytes_out=gigabyte) for n in range(6)])
    assert [each.key for each in told] == ["data-leaving/anna/"]
    assert "6 GB within 1h" in told[0].text
    slow = detector("data-leaving")
    assert hear(slow, [line(n * 15 * MINUTE, "out", user="anna", bytes_out=gigabyte) for n in range(20)]) == []


def test_downloads_of_visitors_without_a_name_are_no_data_leaving() -> None:
    eyes = detector("data-leaving")

    def answer(n: int, user: str, form: str) -> Line:
        if form == "json-lines":
            fields = {"remote_addr": "192.0.2.7", "user": user, "status": 200, "body_bytes_sent": 10**9}
            read = read_line(msgspec.json.encode(fields), form, "web", T0 + n * MINUTE)
        else:
            said = (
                f'192.0.2.7 - {user} [15/Jan/2027:08:00:00 +0000] "GET /release.iso HTTP/1.1" 200 1000000000 "-" "curl"'
            )
            read = read_line(said.encode(), "plain", "web", T0 + n * MINUTE)
        assert read is not None
        assert read.fields["bytes_out"] == str(10**9)
        return read

    for form in ("plain", "json-lines"):
        assert hear(eyes, [answer(n, "-", form) for n in range(20)]) == []
    assert [each.title for each in hear(eyes, [answer(n, "anna", "plain") for n in range(6)])] == [
        "Much data leaves by anna"
    ]


def test_of_a_flow_what_the_host_sends_counts_and_what_it_gets_does_not() -> None:
    eyes = detector("data-leaving")

    def flow(sent: int, got: int) -> Line:
        said = {
            "event": {"action": "network_flow"},
            "source": {"ip": "10.0.0.5", "bytes": sent},
            "destination": {"ip": "192.0.2.7", "bytes": got},
        }
        read = read_line(msgspec.json.encode(said), "json-lines", "flows", T0)
        assert read is not None
        return read

    assert hear(eyes, [flow(1_000, 10**9) for _ in range(20)]) == []
    assert {each.key for each in hear(eyes, [flow(10**9, 1_000) for _ in range(6)])} == {"data-leaving//10.0.0.5"}


def test_an_administrator_s_first_sign_in_from_a_country_after_learning() -> None:
    eyes = detector("administrator-elsewhere")
    day = 24 * 60 * MINUTE
    calm = [sign_in(n * day, "root", "AT", role="admin") for n in range(9)]
    assert hear(eyes, calm) == []
    fresh = detector("administrator-elsewhere")
    fresh.restore(eyes.keep())
    told = hear(fresh, [sign_in(9 * day, "root", "KP", role="admin"), sign_in(9 * day + 1, "root", "AT", role="admin")])
    assert [each.title for each in told] == ["Administrator root from a new country"]


def test_one_line_is_enough_where_the_rule_says_no_more() -> None:
    eyes = detector("privilege-escalation")
    said = Line(T0, "mallory : user NOT in sudoers ; TTY=pts/0", "auth", program="sudo", fields={"user": "mallory"})
    assert [each.key for each in eyes.hear(said, T0)] == ["privilege-escalation/mallory"]
    assert eyes.hear(said, T0) != []  # two are twice as many
    assert eyes.hear(said, T0) == []


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("<85>Nov 22 11:20:01 web-1 sudo:      bob : user NOT in sudoers ; TTY=pts/0 ; COMMAND=/bin/sh", "bob"),
        ("<85>Nov 22 11:20:01 web-1 su[411]: FAILED SU (to root) mallory on pts/0", "mallory"),
        ("<85>Nov 22 11:20:01 web-1 su[411]: FAILED su for root by carol", "carol"),
    ],
)
def test_what_sudo_and_su_really_write_is_found_and_says_who(written: str, who: str) -> None:
    said = read_line(written.encode(), "syslog", "auth", T0)
    assert said is not None
    told = detector("privilege-escalation").hear(said, said.at)
    assert [each.key for each in told] == [f"privilege-escalation/{who}"]


def test_server_errors_name_the_service_of_their_log() -> None:
    eyes = detector("server-errors")
    told: list[Signal] = []
    for n in range(301):
        told += eyes.hear(line(n * 100, "GET /", status="502", service="api"), T0 + n * 100)
    assert [(each.service, each.monitor) for each in told] == [("api", "http-5xx")]


def test_a_line_that_does_not_say_whose_it_is_counts_for_nobody() -> None:
    eyes = detector("failed-sign-ins")
    assert hear(eyes, [line(n, "no", event="login", outcome="failure") for n in range(50)]) == []


def test_a_scan_of_everybody_is_a_hundred_alerts_and_one_more() -> None:
    eyes = detector(match={"contains": "scan"}, by="user")
    told = hear(eyes, [line(n, "scan", user=f"u{n}") for n in range(5_000)])
    keys = {each.key for each in told}
    assert len(keys) == ALERTS + 1
    assert "own/*" in keys
    assert len(told) < ALERTS + 20
    assert len(eyes.quiet(T0 + 10**8)) == ALERTS + 1


def test_memory_is_bounded_by_keys() -> None:
    eyes = detector(match={"contains": "x"}, by="user", count={"at_least": 3, "within": "1h"})
    hear(eyes, [line(n, "x", user=f"u{n}") for n in range(KEYS + 500)])
    assert len(eyes._rules[0].windows) == KEYS
    assert len(eyes._rules[0]._last) == KEYS


def test_long_keys_are_cut_and_still_told_apart() -> None:
    eyes = detector(match={"contains": "x"}, by=["user", "path", "agent"])
    told = hear(eyes, [line(n, "x", user="a" * 300, path="b" * 300, agent=str(n)) for n in range(2)])
    assert len({each.key for each in told}) == 2
    assert max(len(each.key) for each in told) < 250


def test_a_line_of_the_future_counts_as_of_now() -> None:
    eyes = detector("failed-sign-ins")
    for n in range(10):
        told = eyes.hear(sshd(10**12, "anna"), T0 + n)
    assert told[0].since == T0 + 9


def test_an_alert_outlives_the_process() -> None:
    eyes = detector("failed-sign-ins")
    hear(eyes, [sshd(n * 1000, "anna") for n in range(10)])
    fresh = detector("failed-sign-ins")
    fresh.restore(eyes.keep())
    assert hear(fresh, [sshd(10_000, "anna")]) == []  # it goes on: no news
    assert [each.key for each in fresh.quiet(T0 + 10**8)] == ["failed-sign-ins/anna"]


@pytest.mark.parametrize("kept", [b"", b"{", b'{"firing": 3}', b"[" * 10_000])
def test_a_broken_memory_is_none(kept: bytes) -> None:
    eyes = detector("failed-sign-ins")
    eyes.restore(kept)
    assert eyes.quiet(T0) == []


def test_every_rule_of_the_plan_hears_any_line() -> None:
    eyes = Detector(PLAN)
    for fields in ({}, {"status": "999999999999999999999"}, {"bytes_out": "-1"}, {"user": "", "country": "?"}):
        for signal in eyes.hear(line(0, "audit log was cleared Failed password", **fields), T0):
            assert msgspec.json.decode(msgspec.json.encode(signal), type=Signal) == signal
