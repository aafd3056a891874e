"""Values offered in the forms of the education plan; the lists are open (Guizhou Art. 12-15)."""

from enum import StrEnum


class StatutoryDay(StrEnum):
    """Days of the year on which the law itself asks for publicity."""

    SECURITY_EDUCATION = "national security education day"
    COUNTER_ESPIONAGE_LAW = "Counter-espionage Law day"


class EducationTarget(StrEnum):
    """Whom the year's work is for first: circles of organisations and of the public, never a named person."""

    ORGANS = "organs and groups"
    KEY_UNITS = "key units"
    CII_OPERATORS = "operators of critical infrastructure"
    ENTERPRISES = "enterprises and institutions"
    SCHOOLS = "schools and universities"
    COMMUNITIES = "communities and villages"
    PUBLIC = "the public"


class EducationContent(StrEnum):
    """What is taught."""

    LAW = "law and duties"
    RISKS = "risks and examples"
    PREVENTION = "measures of prevention"
    TECHNOLOGY = "technical prevention"
    REPORTING = "how to report"


class EducationForm(StrEnum):
    """How it is taught."""

    TRAINING = "training"
    LECTURE = "lecture"
    EXHIBITION = "exhibition"
    MATERIALS = "materials"
    BROADCAST = "broadcast"
    ONLINE = "online"
    DRILL = "drill"


class EducationPartner(StrEnum):
    """Who helps: media, schools, groups, communities, departments of an industry (Guizhou Art. 14, 15)."""

    MEDIA = "media"
    SCHOOLS = "schools"
    TRADE_UNIONS = "trade unions"
    YOUTH_AND_WOMEN = "youth leagues and women's federations"
    COMMUNITIES = "communities"
    INDUSTRY = "industry departments"
    UNITS = "units"


class MediaPartner(StrEnum):
    """Media that carry a contribution of public interest (Guizhou Art. 15)."""

    PRESS = "press"
    RADIO = "radio"
    TELEVISION = "television"
    FILM = "film"
    ONLINE = "online media"


class MediaKind(StrEnum):
    """What was published."""

    NOTICE = "public-interest notice"
    ARTICLE = "article"
    PROGRAMME = "programme"
    VIDEO = "short video"


class Became(StrEnum):
    """What became of an activity planned."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
