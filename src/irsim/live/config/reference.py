"""The list of every key of `irsim.toml` as Markdown, made from the models: `python -m irsim.live.config.reference`."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from irsim.live.config.secrets import Secret
from irsim.live.config.whole import Config
from irsim.plan.fields import Duration, Span
from irsim.words.durations import format_duration


def reference() -> str:
    """A table for each section, in the order of the model."""
    return "\n".join(_section("", Config)).strip() + "\n"


def _section(path: str, model: type[BaseModel]) -> Iterator[str]:
    """The tables of `model` and of what is inside it; `path` is its heading in the file."""
    inner: list[tuple[str, type[BaseModel]]] = []
    rows: list[str] = []
    for name, info in model.model_fields.items():
        below = _below(f"{path}.{name}".lstrip("."), info.annotation)
        if below is not None:
            inner.append(below)
        elif path:
            # A time is a whole number of ms once it is read; what is written is a duration.
            rows.append(f"| `{name}` | {_default(info)} | {_said(info)} |")
        else:
            raise AssertionError(f"{name} is no section")
    if rows:
        yield f"### `{path}`\n"
        yield f"{_sentence(model)}\n"
        yield "| key | by itself | meaning |"
        yield "| --- | --- | --- |"
        yield from rows
        yield ""
    for place, part in inner:
        yield from _section(place, part)


def _below(path: str, kind: Any) -> tuple[str, type[BaseModel]] | None:
    """The heading and the model of a part that has keys of its own; None where it is a plain value."""
    kind = _plain(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return None if kind is Secret else (f"[{path.strip('[]').replace(']', '').replace('[', '')}]", kind)
    args = tuple(_plain(each) for each in get_args(kind) if each is not type(None))
    if get_origin(kind) in (Union, UnionType) and len(args) == 1:
        return _below(path, args[0])
    bare = path.replace("[", "").replace("]", "")
    if get_origin(kind) in (tuple, list) and args and args[0] is not Secret and _is_model(args[0]):
        return f"[[{bare}]]", args[0]
    if get_origin(kind) is dict and _is_model(args[1]):
        return f"[{bare}.NAME]", args[1]
    return None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _plain(kind: Any) -> Any:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return kind


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    value = info.default
    if info.default_factory is not None:
        return "ours"
    if value is None or value in ("", (), [], {}):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and _is_time(info):
        return f'"{format_duration(value)}"'
    if isinstance(value, list | tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return f'"{value}"' if isinstance(value, str) else f"{value}"


_TIMES = tuple(each for kind in (Duration, Span) for each in kind.__metadata__)  # type: ignore[attr-defined]


def _is_time(info: FieldInfo) -> bool:
    return any(each is one for each in info.metadata for one in _TIMES)


def _said(info: FieldInfo) -> str:
    said = " ".join((info.description or "").split())
    kind = _plain(info.annotation)
    choices = [each for part in (kind, *get_args(kind)) if get_origin(part) is Literal for each in get_args(part)]
    known = f" ({', '.join(map(str, choices))})" if choices and not all(str(each) in said for each in choices) else ""
    return (said + known).replace("|", "\\|")


def _sentence(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


if __name__ == "__main__":
    print(reference(), end="")
