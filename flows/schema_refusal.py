"""Saying which field Prefect's server refused and why, without the value that was refused."""

import re

import httpx

# jsonschema's messages begin with the refused value; only the words that follow it are safe to repeat.
REASONS = {
    "is a required property": "missing",
    "is not of type": "wrong type",
    "is not one of": "not one of the choices",
    "was expected": "not the expected value",
    "is too short": "too short",
    "should be non-empty": "empty",
    "is too long": "too long",
    "does not match": "wrong form",
    "is not a": "wrong form",
    "is less than": "too small",
    "is greater than": "too large",
    "has non-unique elements": "repeated entries",
    "is not valid under any of the given schemas": "fits no variant",
    "Additional properties are not allowed": "unknown field",
}
FIELD = re.compile(r"Validation failed for field '([A-Za-z_][\w.\[\]]*)'", re.ASCII)
MISSING = re.compile(r"Failure reason: '([A-Za-z_]\w*)' is a required property$", re.ASCII)


def short(answer: httpx.Response) -> str:
    """The field and the kind of refusal, in words of our own."""
    try:
        detail = str(answer.json().get("detail", ""))
    except ValueError:
        detail = ""
    field = FIELD.search(detail)
    place = field.group(1) if field else "parameters"
    if missing := MISSING.search(detail):
        return f"{place}.{missing.group(1)}: missing" if field else f"{missing.group(1)}: missing"
    reason = next((word for words, word in REASONS.items() if words in detail), "refused by the form's schema")
    return f"{place}: {reason}"
