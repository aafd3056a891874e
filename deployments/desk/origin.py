"""Whether a form was posted from a page of the desk itself: no other site may act for who is signed in."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def own(headers: Mapping[str, str]) -> bool:
    """Judged by what the browser says, not the page: Sec-Fetch-Site, else Origin against Host. Neither: no.

    Browsers send Sec-Fetch-Site to secure addresses only, and `none` where a person sends a form again. A policy of
    `no-referrer` would make Origin `null`.
    """
    site = headers.get("sec-fetch-site", "none")
    if site != "none":
        return site == "same-origin"
    origin, host = headers.get("origin"), headers.get("host")
    return bool(origin and host) and urlsplit(origin or "").netloc == host


def foreign(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that another site posted a form to a page for anybody.

    There nobody is signed in whom another site could act for: a browser that says nothing is believed.
    """
    said = headers.get("origin") is not None or headers.get("sec-fetch-site", "none") != "none"
    return said and not own(headers)
