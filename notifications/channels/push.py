"""One notice to one URL through Apprise: its answer is exact only for a single recipient."""

from logging import WARNING, LogRecord, getLogger

from apprise import Apprise, AppriseAsset, NotifyFormat

from models.errors import BadInput


def _loud_only(record: LogRecord) -> bool:
    return record.levelno >= WARNING


def _where_only(record: LogRecord) -> bool:
    """Apprise's warnings name topics, addresses and what a peer answered; where they come from has to do."""
    record.msg, record.args = f"not delivered ({record.filename}:{record.lineno})", ()
    record.exc_info = record.exc_text = record.stack_info = None
    return True


# Below WARNING these print whole URLs with their keys, and the notice. A filter holds even if a level is changed later.
for _name in ("apprise", "urllib3.connectionpool", "httpx"):
    getLogger(_name).setLevel(WARNING)
    getLogger(_name).addFilter(_loud_only)
getLogger("apprise").addFilter(_where_only)


def push(service: Apprise, title: str, body: str) -> bool:
    """Send plain text; False means that it was not taken."""
    return bool(service.notify(body=body, title=title, body_format=NotifyFormat.TEXT))


def prepare(url: str) -> Apprise:
    """A fresh object for one delivery. BadInput, without the URL, when Apprise cannot read it."""
    asset = AppriseAsset(
        app_id="Casework",
        app_desc="Casework",
        app_url="",
        async_mode=False,
        http_redirects=False,
        secure_logging=True,
        interpret_emojis=False,
        pgp_autogen=False,
        pem_autogen=False,
        storage_mode="memory",
    )
    service = Apprise(asset=asset)
    if not service.add(url) or len(service) != 1:
        raise BadInput("the channel's URL cannot be read")
    for plugin in service:
        # Apprise sleeps between sends by default; pauses belong to the outbox.
        plugin.request_rate_per_sec = 0
        # A URL may ask for more than may be: tries of its own, redirects, and that a failure counts as delivered.
        plugin.retry, plugin.redirects, plugin.optional = 0, False, False
    return service
