"""The stylesheet, the one file that pages load."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)


@router.get("/static/desk.css")
def style() -> Response:
    """Public: it says nothing of anybody."""
    return Response(_read(), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


@cache
def _read() -> bytes:
    return (Path(__file__).parent.parent / "static" / "desk.css").read_bytes()
