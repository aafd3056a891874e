"""How confidential a case is, and what an officer is cleared for."""

from enum import StrEnum

from models.vocabulary import Name


class Classification(StrEnum):
    """How confidential a case is, or what an officer is cleared for. Three kinds of secret stand on one step.

    The grades of state secrets are here so that they can be named and refused: nothing of that kind is stored.
    """

    PUBLIC = "public"
    INTERNAL = "internal"
    WORK_SECRET = "work secret"  # noqa: S105 - a kind of secret, not one
    BUSINESS_SECRET = "business secret"  # noqa: S105
    PERSONAL = "personal"
    INFORMANT = "informant"
    STATE_CONFIDENTIAL = "state secret: confidential"
    STATE_SECRET = "state secret: secret"  # noqa: S105
    STATE_TOP_SECRET = "state secret: top secret"  # noqa: S105

    @property
    def step(self) -> int:
        return _STEPS[self]

    @property
    def state_secret(self) -> bool:
        return self.step > _STEPS[Classification.INFORMANT]


_STEPS = dict(zip(Classification, (0, 1, 2, 2, 2, 3, 4, 5, 6), strict=True))

CLASSIFICATION_NAMES = {
    Classification.PUBLIC: Name("public", "公开"),
    Classification.INTERNAL: Name("internal", "内部"),
    Classification.WORK_SECRET: Name("work secret", "工作秘密"),
    Classification.BUSINESS_SECRET: Name("business secret", "商业秘密"),
    Classification.PERSONAL: Name("personal information", "个人信息"),
    Classification.INFORMANT: Name("informant", "举报人信息"),
    Classification.STATE_CONFIDENTIAL: Name("state secret: confidential", "国家秘密·秘密级"),
    Classification.STATE_SECRET: Name("state secret: secret", "国家秘密·机密级"),
    Classification.STATE_TOP_SECRET: Name("state secret: top secret", "国家秘密·绝密级"),
}
