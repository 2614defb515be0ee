"""The ratings of the Exercise Evaluation Guide in words: P, S, M and U, with what each means."""

from irsim.scoring.expectations import RATINGS

LETTERS = tuple(RATINGS)

DEFINITIONS = {
    "P": "completed in a manner that achieved the objective, did not hurt other activities, added no risk, and "
    "followed plans, policies and law",
    "S": "completed as for P, but opportunities to be more effective or more efficient were found",
    "M": "completed in a manner that achieved the objective, but hurt other activities, added risk, or did not follow "
    "plans, policies and law",
    "U": "not performed in a manner that achieved the objective",
}
"""HSEEP's definitions, in our words."""


def meaning(letter: str) -> str:
    """`performed without challenges`; the letter where it is none of ours."""
    return RATINGS[letter][2] if letter in RATINGS else letter


def worth() -> str:
    """`P 100, S 75, M 50, U 0`: what each is worth in percent."""
    return ", ".join(f"{letter} {share}" for letter, (_, share, _) in RATINGS.items())


def told(letter: str) -> str:
    """`P, performed without challenges`; `not rated` without a letter."""
    return f"{letter}, {meaning(letter)}" if letter in RATINGS else letter or "not rated"
