"""Settings of the store: where the database, the files and the key are, and the rules an organ has set."""

import os
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from models.rules import Rules
from models.signed_note import BadNote, is_name, public_key
from models.vocabulary import Level

OWN_DATABASE = "casework"


def _data_home() -> Path:
    return Path.home() / ".local" / "share" / "casework"


def _key_home() -> Path:
    # Never inside the data folder: who copies the data must not get the key with it.
    return Path.home() / ".config" / "casework" / "key"


def _a_name(text: str) -> str:
    if not is_name(text):
        raise ValueError("a name has neither blanks nor +")
    return text


def _a_key(text: str) -> str:
    try:
        return str(public_key(text))
    except BadNote as error:
        raise ValueError(str(error)) from None


def _paths(text: object) -> object:
    return [part for part in text.split(os.pathsep) if part] if isinstance(text, str) else text


class StoreSettings(BaseSettings):
    """`CASEWORK_DATABASE_URL`, `CASEWORK_DATA`, `CASEWORK_FILES`, `CASEWORK_KEY_FILE`, limits, and one variable per
    rule.

    `CASEWORK_KEY` (hexadecimal) may stand in place of `CASEWORK_KEY_FILE`, never beside it. The keys in
    `CASEWORK_OLD_KEY_FILES` (paths, separated as in PATH) still open what they wrapped.

    `CASEWORK_INFORMANT_KEY_FILE` opens informants' identities; where it must not be, `CASEWORK_INFORMANT_PUBLIC_KEY`
    (hexadecimal) is enough to enter one.

    Of the log's checkpoints: `CASEWORK_CHECKPOINT_KEY_FILE` signs them, `CASEWORK_CHECKPOINT_PUBLIC_KEY` verifies them
    where that file is not at hand, `CASEWORK_CHECKPOINT_ORIGIN` is the log's name for ever, and
    `CASEWORK_CHECKPOINT_FOLDER` keeps them where who can change the database cannot.

    `CASEWORK_TRANSFER_KEY_FILE` signs packages that are handed over, and receipts for packages received.
    """

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    data: Path = Field(default_factory=_data_home)
    database_url: str | None = None
    key_file: Path = Field(default_factory=_key_home)
    key: SecretStr | None = None
    old_key_files: Annotated[list[Path], NoDecode, BeforeValidator(_paths)] = Field(default_factory=list)
    informant_key_file: Path | None = None
    informant_public_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    files: Path | None = None
    checkpoint_key_file: Path | None = None
    checkpoint_public_key: Annotated[str, AfterValidator(_a_key)] | None = None
    checkpoint_origin: Annotated[str, AfterValidator(_a_name)] | None = None
    checkpoint_folder: Path | None = None
    transfer_key_file: Path | None = None
    anchor_minutes: int = Field(15, ge=1, le=525_600)
    file_limit_mb: int = Field(50, ge=1, le=2000)
    unnamed_files_days: int = Field(30, ge=1, le=3650)
    reinspection_working_days: int = Field(15, ge=1, le=365)
    interview_notice_working_days: int = Field(3, ge=1, le=60)
    approval_validity_days: int = Field(30, ge=1, le=365)
    extension_decision_working_days: int = Field(5, ge=1, le=60)
    objection_answer_working_days: int = Field(10, ge=1, le=60)
    correction_answer_working_days: int = Field(10, ge=1, le=60)
    complaint_working_days: int = Field(15, ge=1, le=60)
    transfer_answer_working_days: int = Field(10, ge=1, le=365)
    transfer_outcome_working_days: int = Field(60, ge=1, le=365)
    consultation_working_days: int = Field(10, ge=1, le=365)
    joint_answer_working_days: int = Field(10, ge=1, le=365)
    exchange_receipt_working_days: int = Field(10, ge=1, le=365)
    comment_working_days: int = Field(3, ge=1, le=60)
    listing_consultation_working_days: int = Field(10, ge=1, le=60)
    listing_review_days: int = Field(365, ge=1, le=1095)
    recording_working_days: int = Field(1, ge=0, le=30)
    announcement_days: int = Field(30, ge=1, le=365)
    delegation_days: int = Field(30, ge=1, le=365)
    acknowledge_working_days: int = Field(2, ge=1, le=60)
    reward_return_working_days: int = Field(30, ge=1, le=365)
    education_plan_due_days: int = Field(31, ge=1, le=365)
    duty_answer_working_days: int = Field(10, ge=1, le=365)
    duty_training_days: int = Field(365, ge=1, le=3650)
    duty_self_inspection_days: int = Field(365, ge=1, le=3650)
    duty_review_days: int = Field(365, ge=1, le=3650)
    protection_decision_working_days: int = Field(1, ge=1, le=10)
    protection_review_days: int = Field(30, ge=1, le=30)
    retaliation_answer_working_days: int = Field(3, ge=1, le=30)
    triage_working_days: int = Field(7, ge=1, le=60)
    report_review_days: int = Field(15, ge=1, le=365)
    report_review_working_days: int = Field(10, ge=1, le=60)
    person_receipt_working_days: int = Field(5, ge=1, le=60)
    interview_without_order: bool = True
    approval_level: dict[str, Level] = Field(default_factory=dict)

    @field_validator("key")
    @classmethod
    def _one_key(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if key is not None and info.data.get("key_file") != _key_home():
            raise ValueError("set this or CASEWORK_KEY_FILE, not both")
        return key

    @property
    def url(self) -> str:
        """The database address; unless set, that of the data folder's own PostgreSQL if it was given one, else SQLite
        in it."""
        if self.database_url:
            return self.database_url
        if self.own_postgres.joinpath("PG_VERSION").exists():
            return f"postgresql+psycopg://postgres@/{OWN_DATABASE}?host={quote(str(self.own_postgres.resolve()))}"
        return f"sqlite:///{self.sqlite_file}"

    @property
    def sqlite_file(self) -> Path:
        """Where the data folder's SQLite database is, or would be."""
        return self.data / "casework.db"

    @property
    def own_postgres(self) -> Path:
        """The folder of the data folder's own PostgreSQL, which `casework up` starts; only where it was asked for."""
        return self.data / "postgres"

    @property
    def files_folder(self) -> Path:
        """Where stored files lie, encrypted; in the data folder unless set. One folder serves one database."""
        return self.files or self.data / "files"

    @property
    def informant_key(self) -> Path:
        """The key that opens informants' identities; beside the key-encryption key unless set."""
        return self.informant_key_file or self.key_file.with_name("informant_key")

    @property
    def checkpoint_key(self) -> Path:
        """The key that signs checkpoints; beside the key-encryption key unless set."""
        return self.checkpoint_key_file or self.key_file.with_name("checkpoint_key")

    @property
    def transfer_key(self) -> Path:
        """The key that signs transfers and receipts; beside the key-encryption key unless set."""
        return self.transfer_key_file or self.key_file.with_name("transfer_key")

    @cached_property
    def rules(self) -> Rules:
        """The rules as set; every number is unverified unless its text was read."""
        base = Rules()
        numbers = {name: getattr(self, name) for name in vars(base) if name != "approval_level"}
        return Rules(**numbers, approval_level={**base.approval_level, **self.approval_level})


@cache
def store_settings() -> StoreSettings:
    """The settings of this process, read once."""
    return StoreSettings()
