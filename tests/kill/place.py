"""Where the processes of a battle work: one database, one folder of files, the sinks."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """All a process needs to take part; `notes` is the folder where writers note what they asked for."""

    url: str
    key_file: Path
    files: Path
    notes: Path
    smtp_url: str
    webhook_url: str

    def enter(self) -> None:
        """Make this process one of this site. The process it was forked from has read no settings."""
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            del os.environ[name]
        os.environ |= {
            "CASEWORK_DATABASE_URL": self.url,
            "CASEWORK_KEY_FILE": str(self.key_file),
            "CASEWORK_FILES": str(self.files),
            "CASEWORK_SMTP_URL": self.smtp_url,
            "CASEWORK_WEBHOOK_URL": self.webhook_url,
            "CASEWORK_LOCALE": "en",
            # Reading all authorities of the machine takes longer than a mail, and the sinks speak no TLS.
            "SSL_CERT_FILE": os.devnull,
        }
