"""Values offered in the forms of commendation and reward. A drop-down shows the value itself, so values are words."""

from enum import StrEnum


class Honour(StrEnum):
    """On what one is honoured: Art. 20 of the Regulations, or the Reward Measures for citizens who reported."""

    COMMENDATION = "commendation"
    REWARD = "reward for a report"


class Merit(StrEnum):
    """The six conditions of Art. 20, any of which is enough; in the order of its items."""

    INFORMATION = "important information or clue"
    COOPERATION = "outstanding cooperation in tasks"
    PREVENTION = "outstanding in preventing or stopping harmful acts"
    RISK_REMOVED = "removed a major risk in the unit in time and on its own initiative"
    INNOVATION = "major innovation or especially notable results"
    OTHER = "other major contribution"


class RewardCondition(StrEnum):
    """The three conditions of a reward, all of which are needed (Reward Measures, Art. 8)."""

    DEFINITE = "a definite subject, or specific clues or circumstances"
    NEW = "not known to the organ before, or more specific than what was known"
    TRUE_AND_USEFUL = "verified as true, and of use in preventing, stopping or punishing"


class RewardExclusion(StrEnum):
    """Cases without a reward, or without a second one (Reward Measures, Art. 9)."""

    STATUTORY_DUTY = "reported by staff of the organ or others under a statutory duty"
    UNREACHABLE = "identity cannot be verified, or the reporter cannot be reached"
    OTHER_FACTS = "the breach found is not the one reported"
    SAME_REPORT = "the same matter of the same reporter was rewarded"
    FOUND_ON_THE_WAY = "a further breach or offender found through the report"
    OTHER_RULE = "another rule excludes it"


class Award(StrEnum):
    """What is given (Reward Measures, Art. 11)."""

    CERTIFICATE = "certificate"
    MONEY = "money"


class Band(StrEnum):
    """The four bands of money (Reward Measures, Art. 12); each bound belongs to both its bands."""

    SOME = "up to 10,000 yuan"
    IMPORTANT = "10,000 to 30,000 yuan"
    MAJOR = "30,000 to 100,000 yuan"
    ESPECIALLY_MAJOR = "100,000 yuan or more"


class Telling(StrEnum):
    """How the decision was made known; nothing is sent to an individual from here."""

    IN_PERSON = "in person"
    BY_TELEPHONE = "by telephone"
    THROUGH_THE_UNIT = "through the own unit, with consent"
    IN_WRITING = "in writing, handed over"


class Claimant(StrEnum):
    """Who claims what was awarded (Reward Measures, Art. 16)."""

    IN_PERSON = "in person"
    PROXY = "by a proxy"


class Fraud(StrEnum):
    """Why what was decided is revoked (Reward Measures, Art. 21)."""

    FALSE_ACCUSATION = "facts made up to accuse somebody falsely"
    DECEPTION = "obtained by deception"
    MALICE = "malicious report, or trouble made under the name of a report"
    SECRETS_LEAKED = "secrets learnt through the report were leaked"


class Recovery(StrEnum):
    """What came of the demand to give back."""

    RETURNED = "returned"
    NOT_TO_BE_HAD = "cannot be had back"
