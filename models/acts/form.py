"""What every act's form shares, and which of its fields may stand in clear in the record.

A field is *open* when it is a date, number, flag or enum value, or a string marked `open=True` (badge, code, number).
Every other string is narrative: it is sealed and never reaches logs, events, notices or Prefect's artifacts.
"""

from datetime import date
from enum import Enum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

CASE_NO = r"^[A-Z]{2,8}-[0-9]{4}-[0-9]{6}$"
STAGE_REF = r"^([A-Z]{2,8}-[0-9]{4}-[0-9]{6}/)?[GITRYXCJE][0-9]{1,4}$"
CODE = r"^[A-Za-z0-9._\-]{1,40}$"
DIGEST = r"^[0-9a-f]{64}$"
PASSCODE = r"^[0-9]{6}$"
NARRATIVE = 4000
Badge = Annotated[str, Field(pattern=CODE)]
Code = Annotated[str, Field(pattern=CODE)]
Digest = Annotated[str, Field(pattern=DIGEST)]
Named = Annotated[str, Field(min_length=1, max_length=200)]
"""A place, a system or the like, as one line of a list that other acts refer to by number; sealed."""
CARRIED_ELSEWHERE = frozenset({"act", "case", "stage", "seen"})
RESERVED = frozenset({"by", "on", "seq", "corrected"})
"""What an entry says of itself: a form's field of that name would overwrite it in the record."""


def ask(en: str, zh: str, hint: str = "", *, open: bool = False, default: Any = ..., **limits: Any) -> Any:
    """A field with its title in both languages; `open=True` lets a string stand in clear.

    A `hint` is written as the title comes out: `English · 中文`.
    """
    if default is not ...:
        limits["default"] = default
    return Field(title=f"{en} · {zh}", description=hint or None, json_schema_extra={"open": open}, **limits)


def badge(en: str, zh: str, hint: str = "Badge number · 警号", **more: Any) -> Any:
    """A field naming an officer by badge number."""
    return ask(en, zh, hint, open=True, pattern=CODE, **more)


def code(en: str, zh: str, hint: str = "", **more: Any) -> Any:
    """A field naming a register entry or document by its code."""
    return ask(en, zh, hint, open=True, pattern=CODE, **more)


def files(en: str = "Files", zh: str = "附件", **more: Any) -> Any:
    """Files kept as evidence, by the digest under which `casework document add` stored them."""
    return ask(en, zh, "Digests of stored files · 文件摘要", open=True, default=[], max_length=50, **more)


def departments(en: str, zh: str) -> Any:
    """Departments of the register, by their codes; none unless named."""
    return ask(en, zh, "Codes of departments · 部门代码", open=True, default=[], max_length=20)


def text(en: str, zh: str, hint: str = "", **more: Any) -> Any:
    """A narrative field, sealed."""
    return ask(en, zh, hint, min_length=1, max_length=NARRATIVE, **more)


class Part(BaseModel):
    """Part of a form. Unknown fields are refused; errors never repeat the input."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


class Act(Part):
    """One act on one case."""

    act: str
    case: str = ask(
        "Case number", "案号", "For example GZ-2026-000123 · 例如 GZ-2026-000123", open=True, pattern=CASE_NO
    )
    seen: int | None = ask(
        "Version seen", "所见版本", "Case version this form was filled from · 填写本表时的案件版本", default=None, ge=0
    )


class StageAct(Act):
    """An act that continues a stage instance; without `stage` the only open one is meant."""

    stage: str | None = ask(
        "Stage number",
        "环节编号",
        "For example R2; empty: the only open one · 例如 R2；留空即为唯一未结的环节",
        open=True,
        default=None,
        pattern=STAGE_REF,
    )


def in_order(form: type[Part]) -> tuple[str, ...]:
    """The fields as they are asked for: the case first, then the act's own, then what several acts ask alike."""
    fields = form.model_fields
    common = [name for name in Act.model_fields | StageAct.model_fields if name in fields]
    own = [name for name in form.__annotations__ if name in fields]
    return tuple(dict.fromkeys((*common, *own, *fields)))


def split(part: BaseModel) -> tuple[dict[str, Any], dict[str, Any]]:
    """The open and the sealed fields of a form, nested forms likewise; absent values are left out."""
    clear: dict[str, Any] = {}
    sealed: dict[str, Any] = {}
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if value is None or name in CARRIED_ELSEWHERE:
            continue
        extra = info.json_schema_extra
        is_open = isinstance(extra, dict) and extra.get("open") is True
        seen, hidden = _sort(value, is_open)
        if seen is not None:
            clear[name] = seen
        if hidden is not None:
            sealed[name] = hidden
    return clear, sealed


def _sort(value: Any, is_open: bool) -> tuple[Any, Any]:
    if isinstance(value, BaseModel):
        return split(value)
    if isinstance(value, (list, tuple)):
        pairs = [_sort(item, is_open) for item in value]
        seen = [p[0] for p in pairs if p[0] is not None]
        # Entry n of the sealed half belongs to entry n of the open one, also where there was nothing to seal.
        hidden = [p[1] or {} for p in pairs] if any(p[1] for p in pairs) else None
        return seen or None, hidden
    if isinstance(value, Enum):
        return value.value, None
    if isinstance(value, bool | int):
        return value, None
    if isinstance(value, date):
        return value.isoformat(), None
    return (str(value), None) if is_open else (None, str(value))


class Signature(Part):
    """Who takes the act, and the code that proves it."""

    badge: str = badge("Your badge number", "本人警号")
    code: str | None = ask(
        "Passcode",
        "口令",
        "Six digits of your authenticator; a demo needs none · 验证器显示的六位数字，演示时不需要",
        default=None,
        pattern=PASSCODE,
        repr=False,
    )
