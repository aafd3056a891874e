"""What a client knows of its own requests, noted before it asks and when it was answered: a kill forgets nothing."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Notes:
    """The notes of one writer. `asked` holds its requests in order, `answers` the answer each has got, `proofs` the
    file each hands in."""

    path: Path
    asked: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    proofs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Notes":
        notes = cls(path)
        for line in path.read_text("utf-8").splitlines() if path.exists() else ():
            notes._learn(*json.loads(line))
        return notes

    def note(self, kind: str, request: str, value: Any = None) -> None:
        """Keep it in the file, where it outlives this process from now on."""
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps([kind, request, value]) + "\n").encode())
        finally:
            os.close(handle)
        self._learn(kind, request, value)

    def _learn(self, kind: str, request: str, value: Any) -> None:
        match kind:
            case "asked":
                self.asked.append(request)
            case "proof":
                self.proofs[request] = value
            case "answered":
                # The same request may be asked again; it never gets another answer.
                assert self.answers.setdefault(request, value) == value, request
